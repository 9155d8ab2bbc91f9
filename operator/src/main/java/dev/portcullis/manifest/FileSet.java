package dev.portcullis.manifest;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the files that a command line means: files, folders with all below them, and {@code -}. */
final class FileSet {

    private final Map<Path, InputFile> found = new LinkedHashMap<>();
    private final List<Diagnostic> diagnostics;

    private FileSet(List<Diagnostic> diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** Each file once, in the order of the command line, a folder's by name; what cannot be read goes to diagnostics. */
    static List<InputFile> of(List<Path> arguments, List<Diagnostic> diagnostics) {
        FileSet files = new FileSet(diagnostics);
        arguments.forEach(files::add);
        return List.copyOf(files.found.values());
    }

    private void add(Path argument) {
        InputFile named = InputFile.named(argument);
        if (named.path() == null) {
            found.putIfAbsent(argument, named);
            return;
        }
        Path path = argument.normalize();
        if (!Files.isDirectory(path)) {
            file(path, true);
            return;
        }
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(path, new Walk(path, files));
        } catch (IOException e) {
            unreadable(path, e);
        }
        files.stream().sorted().forEach(file -> file(file, false));
    }

    private void file(Path path, boolean named) {
        InputFile file = new InputFile(InputFile.label(path), path, named);
        try {
            found.putIfAbsent(path.toRealPath(), file);
        } catch (IOException e) {
            diagnostics.add(file.unreadable(e));
        }
    }

    private void unreadable(Path path, IOException failure) {
        diagnostics.add(InputFile.named(path).unreadable(failure));
    }

    /** Hidden folders such as {@code .git} hold no manifests. */
    private final class Walk extends SimpleFileVisitor<Path> {

        private final Path top;
        private final List<Path> files;

        Walk(Path top, List<Path> files) {
            this.top = top;
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean hidden =
                    !folder.equals(top) && folder.getFileName().toString().startsWith(".");
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            boolean manifest = name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
            if (manifest && !name.startsWith(".") && !Files.isDirectory(file)) {
                files.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            unreadable(file, failure);
            return FileVisitResult.CONTINUE;
        }
    }
}
