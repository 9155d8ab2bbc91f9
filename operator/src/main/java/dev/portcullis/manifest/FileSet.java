package dev.portcullis.manifest;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the files that a command line means: files, folders with all below them, and {@code -}. */
final class FileSet {

    /** By the file itself, however it is named: links, and pipes such as a shell's {@code <(...)}, have no real path. */
    private final Map<Object, InputFile> found = new LinkedHashMap<>();

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
        if (!Files.isDirectory(argument)) {
            file(argument, true);
            return;
        }
        List<Path> files = new ArrayList<>();
        try {
            Path folder = argument.toRealPath();
            Walk walk = new Walk(folder, argument, files);
            Files.walkFileTree(folder, walk);
            files.removeAll(walk.patches);
        } catch (IOException e) {
            unreadable(argument, e);
        }
        files.stream().sorted().forEach(file -> file(file, false));
    }

    private void file(Path path, boolean named) {
        InputFile file = new InputFile(InputFile.label(path), path, named);
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            found.putIfAbsent(key == null ? path.toRealPath() : key, file);
        } catch (IOException e) {
            diagnostics.add(file.unreadable(e));
        }
    }

    private void unreadable(Path path, IOException failure) {
        diagnostics.add(InputFile.named(path).unreadable(failure));
    }

    /** Hidden folders such as {@code .git} hold no manifests; files that a kustomization names as patches are none. */
    private final class Walk extends SimpleFileVisitor<Path> {

        private final Path top;
        private final Path name;
        private final List<Path> files;
        private final Set<Path> patches = new HashSet<>();

        /**
         * @param top the folder, without links
         * @param name the same as the command line names it
         */
        Walk(Path top, Path name, List<Path> files) {
            this.top = top;
            this.name = name;
            this.files = files;
        }

        private Path named(Path path) {
            return name.resolve(top.relativize(path));
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
                files.add(named(file));
            }
            if (Kustomization.isNamed(name)) {
                Kustomization.patches(file).forEach(patch -> patches.add(named(patch)));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            unreadable(named(file), failure);
            return FileVisitResult.CONTINUE;
        }
    }
}
