// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import polder.wire.Address;

/** Where an address belongs. */
interface Places {
    /** When there is no database. */
    Places UNKNOWN = new Places() {
        @Override
        public boolean knowsSystems() {
            return false;
        }

        @Override
        public String system(Address address) {
            return "";
        }

        @Override
        public String country(Address address) {
            return "";
        }
    };

    /** Whether autonomous systems come from here, and not from what exporters tell. */
    boolean knowsSystems();

    /** Number and name of the autonomous system, or empty. */
    String system(Address address);

    /** ISO 3166 code of the country, or empty. */
    String country(Address address);
}
