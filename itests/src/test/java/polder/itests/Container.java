// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.ops4j.pax.exam.CoreOptions.mavenBundle;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ops4j.pax.exam.Option;

/**
 * Our assembly in Pax Exam's container, on free ports. Runs outside of it; what a test does inside is in {@link Inside}.
 *
 * <pre>{@code
 * @Configuration
 * public Option[] container() {
 *     return Container.options();
 * }
 * }</pre>
 */
final class Container {
    private static final String KARAF = "4.4.10";

    private Container() {}

    /** The options, and whatever a test adds to them. */
    static Option[] options(Option... more) {
        List<Option> options = new ArrayList<>();
        options.add(karafDistributionConfiguration()
                .frameworkUrl(
                        Path.of(System.getProperty("polder.archive")).toUri().toString())
                .karafVersion(KARAF)
                .name("Polder")
                .unpackDirectory(Path.of("target", "exam").toFile())
                .useDeployFolder(false));
        options.add(keepRuntimeFolder());
        options.add(configureConsole().ignoreLocalConsole());
        options.add(systemProperty("polder.root").value(System.getProperty("polder.root")));
        options.addAll(ports());
        options.addAll(assertions());
        options.addAll(javaOptions());
        options.addAll(Arrays.asList(more));
        return options.toArray(Option[]::new);
    }

    /** Every port of the default cfg is another one here; {@link Inside#port} says which. */
    private static List<Option> ports() {
        List<Option> options = new ArrayList<>();
        for (Ports.Listener listener : Ports.LISTENERS) {
            String port = Integer.toString(Ports.free());
            options.add(editConfigurationFilePut("etc/" + listener.file(), listener.key(), port));
            options.add(systemProperty("polder.port." + listener.name()).value(port));
        }
        return options;
    }

    private static List<Option> assertions() {
        return List.of(
                mavenBundle("net.bytebuddy", "byte-buddy", "1.15.11"),
                mavenBundle("org.assertj", "assertj-core", "3.27.3"));
    }

    /** What bin/karaf gives to java; Pax Exam starts it by itself. */
    private static List<Option> javaOptions() {
        List<Option> options = new ArrayList<>();
        for (String word : ("-Xmx512m -XX:TieredStopAtLevel=1 -Djava.security.manager=allow"
                        + " --add-reads=java.xml=java.logging"
                        + " --add-exports=java.base/org.apache.karaf.specs.locator=java.xml,ALL-UNNAMED"
                        + " --patch-module java.base=lib/endorsed/org.apache.karaf.specs.locator-" + KARAF + ".jar"
                        + " --patch-module java.xml=lib/endorsed/org.apache.karaf.specs.java.xml-" + KARAF + ".jar"
                        + " --add-opens java.base/java.security=ALL-UNNAMED --add-opens java.base/java.net=ALL-UNNAMED"
                        + " --add-opens java.base/java.lang=ALL-UNNAMED --add-opens java.base/java.util=ALL-UNNAMED"
                        + " --add-opens java.naming/javax.naming.spi=ALL-UNNAMED"
                        + " --add-opens java.rmi/sun.rmi.transport.tcp=ALL-UNNAMED"
                        + " --add-exports=java.base/sun.net.www.protocol.file=ALL-UNNAMED"
                        + " --add-exports=java.base/sun.net.www.protocol.http=ALL-UNNAMED"
                        + " --add-exports=java.base/sun.net.www.protocol.https=ALL-UNNAMED"
                        + " --add-exports=java.base/sun.net.www.protocol.jar=ALL-UNNAMED"
                        + " --add-exports=java.base/sun.net.www.content.text=ALL-UNNAMED"
                        + " --add-exports=jdk.naming.rmi/com.sun.jndi.url.rmi=ALL-UNNAMED"
                        + " --add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED")
                .split(" ")) {
            options.add(vmOption(word));
        }
        return options;
    }
}
