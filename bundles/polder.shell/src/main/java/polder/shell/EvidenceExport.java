// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.evidence.Evidence;

/** Writes the frames of an attack to a file. */
@Service
@Command(scope = "polder", name = "evidence-export", description = "Writes the frames of an attack to a pcapng file")
public final class EvidenceExport implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Argument(name = "attack", description = "Its id, the start of its id, or its target", required = true)
    @Completion(EvidenceNames.class)
    @SuppressWarnings("NullAway.Init")
    String name;

    @Argument(index = 1, name = "file", description = "The file to write; it must not be there yet", required = true)
    @Completion(FileCompleter.class)
    @SuppressWarnings("NullAway.Init")
    String file;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Appliance appliance = new Appliance(context);
        Evidence evidence = appliance.evidence();
        UUID attack = EvidenceNames.find(appliance, evidence, name);
        Path frames = evidence.frames(attack)
                .orElseThrow(() -> new CommandException("no frame is kept of attack " + attack
                        + ": flow exports have none; a mirror, sFlow and NetFlow with packet sections do"));
        Path to = Path.of(file).toAbsolutePath();
        try {
            Files.copy(frames, to);
        } catch (FileAlreadyExistsException e) {
            throw new CommandException(to + " is there already; give another name");
        } catch (IOException e) {
            throw new CommandException(to + " could not be written: " + e);
        }
        Output.of(session, json)
                .page(new Page()
                        .fact("id", "Id", attack)
                        .fact("file", "File", to)
                        .fact("bytes", "Bytes", Files.size(to)));
        return null;
    }
}
