// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Manifest;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;

/** Finds decoders without an OSGi framework: by the component descriptions the jars on the class path carry. */
final class InstalledDecoders {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private InstalledDecoders() {}

    /** Class names by decoder name; of two with the same name the first on the class path. */
    static Map<String, String> find(ClassLoader loader) throws IOException {
        TreeMap<String, String> found = new TreeMap<>();
        for (URL manifest : Collections.list(loader.getResources(MANIFEST))) {
            String components = components(manifest);
            if (components.isEmpty()) {
                continue;
            }
            String root = manifest.toString().substring(0, manifest.toString().length() - MANIFEST.length());
            for (String path : components.split(",", -1)) {
                // a pattern of files cannot be looked up in a jar; the usual build tools list them one by one
                if (!path.contains("*")) {
                    read(new URL(root + path.trim()), found);
                }
            }
        }
        return found;
    }

    private static String components(URL manifest) throws IOException {
        try (InputStream in = manifest.openStream()) {
            String header = new Manifest(in).getMainAttributes().getValue("Service-Component");
            return header == null ? "" : header.trim();
        }
    }

    /** Notes the component a description is of, when it is a decoder with a name. */
    private static void read(URL description, Map<String, String> found) throws IOException {
        String type = "";
        String name = "";
        boolean decoder = false;
        try (InputStream in = description.openStream()) {
            XMLStreamReader xml = reader(in);
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                switch (xml.getLocalName()) {
                    case "implementation" -> type = attribute(xml, "class");
                    case "provide" -> decoder |= attribute(xml, "interface").equals(Decoder.class.getName());
                    case "property" -> name = attribute(xml, "name").equals(Decoder.NAME) ? value(xml) : name;
                    default -> {}
                }
            }
        } catch (XMLStreamException e) {
            throw new IOException(description + ": is no component description: " + e.getMessage(), e);
        }
        if (decoder && !name.isEmpty() && !type.isEmpty()) {
            found.putIfAbsent(name, type);
        }
    }

    private static XMLStreamReader reader(InputStream in) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        return factory.createXMLStreamReader(in);
    }

    private static String attribute(XMLStreamReader xml, String name) {
        @Nullable String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    /** In an attribute, or between the tags as for values of several lines. */
    private static String value(XMLStreamReader xml) throws XMLStreamException {
        String value = attribute(xml, "value");
        return value.isEmpty() ? xml.getElementText().trim() : value;
    }

    /**
     * Makes a decoder.
     *
     * @throws IOException when it cannot be made without a configuration or an appliance around it
     */
    static DecoderLane open(String name, String type) throws IOException {
        try {
            Object decoder = Class.forName(type).getDeclaredConstructor().newInstance();
            return ((Decoder) decoder).open(0);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IOException("decoder '" + name + "' cannot be used here: " + e, e);
        }
    }
}
