// SPDX-License-Identifier: Apache-2.0
package polder.camel;

/** Where letters outlive the process. Nobody waits for a disk here. */
interface Shelf {
    /** Keeps nothing. */
    Shelf NONE = new Shelf() {
        @Override
        public void keep(Letter letter) {}

        @Override
        public void remove(long number) {}
    };

    /** Keeps a letter as it now is. */
    void keep(Letter letter);

    void remove(long number);
}
