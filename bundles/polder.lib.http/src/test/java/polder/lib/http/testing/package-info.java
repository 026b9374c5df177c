/** For the tests of notifiers that speak HTTP: a server, and a Camel context in which their routes run. */
@NullMarked
package polder.lib.http.testing;

import org.jspecify.annotations.NullMarked;
