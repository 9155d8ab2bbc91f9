package dev.portcullis.manifest;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/** Reads YAML, any number of documents; anchors, aliases and merge keys are resolved. */
final class YamlText {

    /** More levels than any manifest has, fewer than the stack bears. */
    static final int MAX_DEPTH = 200;

    /** Aliases of aliases can stand for more than fits into memory. */
    private static final int MAX_NODES = 1_000_000;

    private final String file;
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int nodes;

    YamlText(String file) {
        this.file = file;
    }

    Documents read(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        List<Tree> trees = new ArrayList<>();
        try {
            for (Node root : new Yaml(options).composeAll(new StringReader(text))) {
                if (!root.getTag().equals(Tag.NULL)) {
                    trees.add(tree(root));
                }
            }
        } catch (MarkedYAMLException e) {
            broken(place(e.getProblemMark()), YamlMessage.of(e));
        } catch (ReaderException e) {
            broken(PlaceOfIndex.in(text, e.getPosition()), YamlMessage.of(e));
        } catch (YAMLException e) {
            broken(Place.FILE, String.valueOf(e.getMessage()));
        }
        return new Documents(trees, diagnostics);
    }

    private Tree tree(Node node) {
        Place place = place(node.getStartMark());
        if (++nodes > MAX_NODES) {
            throw new YAMLException("the file, its aliases counted, has more than " + MAX_NODES + " values");
        }
        if (node instanceof ScalarNode scalar) {
            return new Tree.Scalar(place, YamlScalar.value(scalar));
        }
        if (!open.add(node)) {
            broken(place, "an alias stands for what it is a part of");
            return new Tree.Scalar(place, null);
        }
        Tree tree;
        if (node instanceof MappingNode mapping) {
            Map<String, Tree.Member> members = new LinkedHashMap<>();
            fill(members, mapping);
            tree = new Tree.Mapping(place, members);
        } else {
            List<Tree> items = new ArrayList<>();
            if (node instanceof SequenceNode sequence) {
                sequence.getValue().forEach(item -> items.add(tree(item)));
            }
            tree = new Tree.Sequence(place, items);
        }
        open.remove(node);
        return tree;
    }

    private void fill(Map<String, Tree.Member> members, MappingNode mapping) {
        List<Node> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place key = place(tuple.getKeyNode().getStartMark());
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                merged.add(tuple.getValueNode());
            } else if (tuple.getKeyNode() instanceof ScalarNode name) {
                Tree value = tree(tuple.getValueNode());
                Tree.Member first = members.putIfAbsent(name.getValue(), new Tree.Member(key, value));
                if (first != null) {
                    diagnostics.add(duplicate(file, key, name.getValue(), first));
                }
            } else {
                broken(key, "a key must be a single word");
            }
        }
        merged.forEach(node -> merge(members, node));
    }

    /** What is written goes before what is merged in, and of several merged ones the first goes before the others. */
    private void merge(Map<String, Tree.Member> members, Node node) {
        switch (tree(node)) {
            case Tree.Mapping mapping -> mapping.members().forEach(members::putIfAbsent);
            case Tree.Sequence sequence ->
                sequence.items().forEach(item -> {
                    if (item instanceof Tree.Mapping mapping) {
                        mapping.members().forEach(members::putIfAbsent);
                    }
                });
            case Tree.Scalar scalar -> broken(scalar.place(), "<< needs the alias of a mapping");
        }
    }

    private void broken(Place place, String message) {
        diagnostics.add(Diagnostic.error(Problem.BROKEN_YAML, file, place, "", "not YAML: " + message));
    }

    static Diagnostic duplicate(String file, Place key, String name, Tree.Member first) {
        return Diagnostic.error(
                Problem.DUPLICATE_KEY,
                file,
                key,
                "",
                "the key " + name + " is already in line " + first.key().line() + "; keep one of the two");
    }

    private static Place place(@Nullable Mark mark) {
        return mark == null ? Place.FILE : new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
