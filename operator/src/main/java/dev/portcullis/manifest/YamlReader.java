package dev.portcullis.manifest;

import dev.portcullis.manifest.DocumentReader.Documents;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads YAML 1.1, as kubectl does: any number of documents, with anchors, aliases and merge keys resolved. Values that
 * JSON does not have, such as dates, are text.
 */
final class YamlReader {

    /** More levels than any manifest has, fewer than the stack bears. */
    static final int MAX_DEPTH = 200;

    /** Aliases of aliases can stand for more than fits into memory. */
    private static final int MAX_NODES = 1_000_000;

    /** Longer numbers are no values of any field, and costly to compute with. */
    private static final int MAX_DIGITS = 1000;

    private final String file;
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final Set<org.yaml.snakeyaml.nodes.Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int nodes;

    YamlReader(String file) {
        this.file = file;
    }

    Documents read(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        List<Node> roots = new ArrayList<>();
        try {
            for (org.yaml.snakeyaml.nodes.Node root : new Yaml(options).composeAll(new StringReader(text))) {
                if (!root.getTag().equals(Tag.NULL)) {
                    roots.add(node(root));
                }
            }
        } catch (MarkedYAMLException e) {
            String said = e.getContext() + ": " + e.getProblem();
            String message = ParserWords.YAML.of(said, begun(e));
            broken(position(startsWrong(said) ? e.getContextMark() : e.getProblemMark()), message);
        } catch (ReaderException e) {
            broken(
                    Position.ofIndex(text, e.getPosition()),
                    "the character U+%04X is not allowed".formatted(e.getCodePoint()));
        } catch (TooLarge e) {
            broken(Position.FILE, "the file, its aliases counted, has more than " + MAX_NODES + " values");
        } catch (IllegalArgumentException e) {
            // SnakeYAML counts on two, four or eight digits after a backslash and x, u or U.
            broken(Position.FILE, "an escape in double quotes is cut off, or is no character");
        } catch (YAMLException e) {
            broken(Position.FILE, ParserWords.YAML.of(String.valueOf(e.getMessage()), "the text"));
        }
        return new Documents(roots, diagnostics, List.of());
    }

    /** The parser notices a key without a colon, or a quote without an end, only where something else must follow. */
    private static boolean startsWrong(String said) {
        return said.contains("could not find expected ':'") || said.contains("unexpected end of stream");
    }

    private static String begun(MarkedYAMLException failure) {
        String context = String.valueOf(failure.getContext());
        String noun = "the mapping";
        if (context.contains("sequence") || context.contains("collection")) {
            noun = "the list";
        } else if (context.contains("quoted")) {
            noun = "quotes";
        }
        Mark mark = failure.getContextMark();
        return mark == null ? noun : noun + " begun in line " + (mark.getLine() + 1);
    }

    /** Aliases multiply the values beyond what is read. */
    private static final class TooLarge extends YAMLException {

        private static final long serialVersionUID = 1;

        TooLarge() {
            super("");
        }
    }

    private Node node(org.yaml.snakeyaml.nodes.Node node) {
        Position position = position(node.getStartMark());
        if (++nodes > MAX_NODES) {
            throw new TooLarge();
        }
        if (node instanceof ScalarNode scalar) {
            return new Node.Scalar(position, value(scalar));
        }
        if (!open.add(node)) {
            broken(position, "an alias stands for what it is a part of");
            return new Node.Scalar(position, null);
        }
        Node read;
        if (node instanceof MappingNode mapping) {
            Map<String, Node.Member> members = new LinkedHashMap<>();
            fill(members, mapping);
            read = new Node.Mapping(position, members);
        } else {
            List<Node> items = new ArrayList<>();
            if (node instanceof SequenceNode sequence) {
                sequence.getValue().forEach(item -> items.add(node(item)));
            }
            read = new Node.Sequence(position, items);
        }
        open.remove(node);
        return read;
    }

    private void fill(Map<String, Node.Member> members, MappingNode mapping) {
        List<org.yaml.snakeyaml.nodes.Node> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Position key = position(tuple.getKeyNode().getStartMark());
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                merged.add(tuple.getValueNode());
            } else if (tuple.getKeyNode() instanceof ScalarNode name) {
                Node value = node(tuple.getValueNode());
                Node.Member first = members.putIfAbsent(name.getValue(), new Node.Member(key, value));
                if (first != null) {
                    diagnostics.add(duplicate(file, key, name.getValue(), first));
                }
            } else {
                broken(key, "a key must be a single word");
            }
        }
        merged.forEach(node -> merge(members, node));
    }

    /** Written members win over merged ones, and of several merged mappings the first wins. */
    private void merge(Map<String, Node.Member> members, org.yaml.snakeyaml.nodes.Node node) {
        switch (node(node)) {
            case Node.Mapping mapping -> mapping.members().forEach(members::putIfAbsent);
            case Node.Sequence sequence ->
                sequence.items().forEach(item -> {
                    if (item instanceof Node.Mapping mapping) {
                        mapping.members().forEach(members::putIfAbsent);
                    }
                });
            case Node.Scalar scalar -> broken(scalar.position(), "<< needs the alias of a mapping");
        }
    }

    private void broken(Position position, String message) {
        diagnostics.add(Diagnostic.error(Problem.BROKEN_YAML, file, position, "", "not YAML: " + message));
    }

    static Diagnostic duplicate(String file, Position key, String name, Node.Member first) {
        return Diagnostic.error(
                Problem.DUPLICATE_KEY,
                file,
                key,
                "",
                "the key " + name + " is already in line " + first.key().line() + "; keep one of the two");
    }

    private static Position position(@Nullable Mark mark) {
        return mark == null ? Position.FILE : new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** Null, a String, a Boolean, a BigInteger or a BigDecimal. */
    private static @Nullable Object value(ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on" -> true;
                case "false", "no", "off" -> false;
                default -> text;
            };
        }
        boolean number = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
        return number && text.length() <= MAX_DIGITS ? number(text, tag) : text;
    }

    private static Object number(String text, Tag tag) {
        String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
        try {
            return tag.equals(Tag.INT) ? whole(digits) : new BigDecimal(digits);
        } catch (NumberFormatException e) {
            // Sexagesimal numbers and infinities.
            return text;
        }
    }

    private static BigInteger whole(String digits) {
        boolean negative = digits.startsWith("-");
        String plain = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        BigInteger number;
        if (plain.startsWith("0x")) {
            number = new BigInteger(plain.substring(2), 16);
        } else if (plain.startsWith("0b")) {
            number = new BigInteger(plain.substring(2), 2);
        } else if (plain.startsWith("0") && plain.length() > 1) {
            number = new BigInteger(plain, 8);
        } else {
            number = new BigInteger(plain);
        }
        return negative ? number.negate() : number;
    }
}
