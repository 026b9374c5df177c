// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

/** What attacks on the hosts of a group lead to. In order: what comes later does more. */
public enum Mode {
    /** Nothing: the limits are not judged. */
    OFF,
    /** People and programs are told; nothing is announced or blocked. */
    NOTIFY,
    /** They are told, and what is set up against attacks is done. */
    ACT
}
