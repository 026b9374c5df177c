// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

/** How far a sample bears out the row that matches it. */
enum Certainty {
    /** It does not match. */
    NONE,
    /** The row asks for no content, or for content that is there. */
    SEEN,
    /** The row asks for content and too few bytes of it are there: protocol, ports and length alone match. */
    NO_BYTES,
    /** The bytes are something else than the row asks for, which it puts up with. */
    OTHER_CONTENT
}
