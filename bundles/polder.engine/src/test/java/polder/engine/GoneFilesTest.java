// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

public class GoneFilesTest {
    @Rule
    public final TemporaryFolder etc = new TemporaryFolder();

    private final List<String> deleted = new ArrayList<>();

    private Configuration of(String file) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("felix.fileinstall.filename", file);
        return (Configuration) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Configuration.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("delete")) {
                        deleted.add(file);
                    }
                    return method.getName().equals("getProperties") ? properties : null;
                });
    }

    private void start(Configuration... all) {
        new GoneFiles((ConfigurationAdmin) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ConfigurationAdmin.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("listConfigurations");
                    return all.length == 0 ? null : all;
                }));
    }

    @Test
    public void whatWasConfiguredByAFileThatIsGoneIsDropped() throws Exception {
        Path folder = etc.getRoot().toPath();
        String there = etc.newFile("polder.capture.udp-there.cfg").toURI().toString();
        String gone = folder.resolve("polder.capture.udp-gone.cfg").toUri().toString();
        String plain = folder.resolve("polder.camel.cfg").toString();
        start(of(there), of(gone), of(plain));
        assertThat(deleted).containsExactly(gone, plain);
    }

    @Test
    public void aFolderThatIsNotThereSaysNothing() {
        start(of("file:/not/mounted/polder.camel.cfg"), of("http://example.net/polder.camel.cfg"), of("file:%"));
        start();
        assertThat(deleted).isEmpty();
    }
}
