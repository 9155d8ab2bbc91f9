package dev.portcullis.observation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Conditions;
import dev.portcullis.seccomp.Errno;
import dev.portcullis.seccomp.Operator;
import dev.portcullis.seccomp.Rule;
import dev.portcullis.seccomp.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link ListenerMetadata} that came through a socket: only what {@link ListenerMetadataText} writes, and not more of
 * it than an operator writes.
 */
final class ListenerMetadataReader {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxStringLength(253)
                    .maxNumberLength(19)
                    .maxNameLength(253)
                    .build())
            .build();

    /** Names of objects, as the API server holds them to (RFC 1123). */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private static final Pattern UID = Pattern.compile("[-0-9A-Za-z]{1,64}");
    private static final Pattern SYSCALL = Pattern.compile("[a-zA-Z0-9_]{1,64}");
    private static final Pattern HEX = Pattern.compile("0x[0-9a-f]{1,16}");

    /** Beyond as many, it was not written for a filter that a kernel takes (BPF_MAXINSNS in linux/bpf_common.h). */
    private static final int MOST = 4096;

    private final JsonParser json;

    private ListenerMetadataReader(JsonParser json) {
        this.json = json;
    }

    static ListenerMetadata read(String text) throws MalformedMetadataException {
        if (text.length() > ListenerMetadata.MAX_CHARACTERS) {
            throw new MalformedMetadataException("over " + ListenerMetadata.MAX_CHARACTERS + " characters");
        }
        try (JsonParser json = JSON.createParser(text)) {
            ListenerMetadata read = new ListenerMetadataReader(json).metadata();
            if (json.nextToken() != null) {
                throw new MalformedMetadataException("something stands behind the object");
            }
            return read;
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedMetadataException("not written by an operator of this version");
        }
    }

    private ListenerMetadata metadata() throws IOException, MalformedMetadataException {
        expect(json.nextToken(), JsonToken.START_OBJECT);
        long version = numberOf("version", 0, Integer.MAX_VALUE);
        if (version != ListenerMetadataText.VERSION) {
            throw new MalformedMetadataException("of version " + version + "; this observer reads "
                    + ListenerMetadataText.VERSION + " and has to be updated together with the operator");
        }
        String observation = textOf("observation", NAME);
        String uid = textOf("uid", UID);
        long generation = numberOf("generation", 0, Long.MAX_VALUE);
        ListenerMetadata.Response response = response(textOf("response", Pattern.compile("Allow|Deny")));
        @Nullable ObservedProfile profile = null;
        String member = json.nextFieldName();
        if ("profile".equals(member)) {
            profile = profile();
            member = json.nextFieldName();
        }
        if (!"arguments".equals(member)) {
            throw new MalformedMetadataException("arguments are missing");
        }
        SortedMap<String, SortedSet<Integer>> arguments = arguments();
        expect(json.nextToken(), JsonToken.END_OBJECT);
        return new ListenerMetadata(observation, uid, generation, response, profile, arguments);
    }

    private static ListenerMetadata.Response response(String word) {
        return word.equals(ListenerMetadata.Response.DENY.word())
                ? ListenerMetadata.Response.DENY
                : ListenerMetadata.Response.ALLOW;
    }

    private SortedMap<String, SortedSet<Integer>> arguments() throws IOException, MalformedMetadataException {
        expect(json.nextToken(), JsonToken.START_OBJECT);
        SortedMap<String, SortedSet<Integer>> arguments = new TreeMap<>();
        for (String syscall = json.nextFieldName(); syscall != null; syscall = json.nextFieldName()) {
            SortedSet<Integer> indexes = new TreeSet<>();
            expect(json.nextToken(), JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                indexes.add((int) number(0, 5));
            }
            arguments.put(matching(SYSCALL, syscall), indexes);
        }
        expect(json.currentToken(), JsonToken.END_OBJECT);
        return arguments;
    }

    private ObservedProfile profile() throws IOException, MalformedMetadataException {
        expect(json.nextToken(), JsonToken.START_OBJECT);
        Verdict byDefault = verdictOf("default");
        member("newest");
        expect(json.nextToken(), JsonToken.START_OBJECT);
        Map<Architecture, Integer> newest = new EnumMap<>(Architecture.class);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            newest.put(Architecture.named(name).orElseThrow(this::malformed), (int) number(0, Integer.MAX_VALUE));
        }
        expect(json.currentToken(), JsonToken.END_OBJECT);
        member("rules");
        expect(json.nextToken(), JsonToken.START_ARRAY);
        List<Rule> rules = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            rules.add(rule());
            limit(rules.size());
        }
        expect(json.nextToken(), JsonToken.END_OBJECT);
        return new ObservedProfile(byDefault, newest, rules);
    }

    private Rule rule() throws IOException, MalformedMetadataException {
        expect(json.currentToken(), JsonToken.START_OBJECT);
        member("names");
        expect(json.nextToken(), JsonToken.START_ARRAY);
        SortedSet<String> names = new TreeSet<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            names.add(matching(SYSCALL, string()));
            limit(names.size());
        }
        Verdict verdict = verdictOf("verdict");
        member("args");
        expect(json.nextToken(), JsonToken.START_ARRAY);
        List<Condition> conditions = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            conditions.add(condition());
            limit(conditions.size());
        }
        expect(json.nextToken(), JsonToken.END_OBJECT);
        return new Rule(names, verdict, new Conditions(conditions));
    }

    private Condition condition() throws IOException, MalformedMetadataException {
        expect(json.currentToken(), JsonToken.START_ARRAY);
        json.nextToken();
        int index = (int) number(0, 5);
        json.nextToken();
        Operator operator = Operator.named(string()).orElseThrow(this::malformed);
        long value = hex();
        Long valueTwo = operator == Operator.MASKED_EQ ? hex() : null;
        expect(json.nextToken(), JsonToken.END_ARRAY);
        return new Condition(index, operator, value, valueTwo);
    }

    private long hex() throws IOException, MalformedMetadataException {
        json.nextToken();
        return Long.parseUnsignedLong(matching(HEX, string()).substring(2), 16);
    }

    private Verdict verdictOf(String member) throws IOException, MalformedMetadataException {
        member(member);
        return json.nextToken() == JsonToken.VALUE_NUMBER_INT
                ? new Verdict(Action.ERRNO, (int) number(0, Errno.MAX))
                : new Verdict(Action.named(string()).orElseThrow(this::malformed), null);
    }

    private String textOf(String member, Pattern form) throws IOException, MalformedMetadataException {
        member(member);
        json.nextToken();
        return matching(form, string());
    }

    private long numberOf(String member, long least, long greatest) throws IOException, MalformedMetadataException {
        member(member);
        json.nextToken();
        return number(least, greatest);
    }

    private void member(String name) throws IOException, MalformedMetadataException {
        if (!name.equals(json.nextFieldName())) {
            throw new MalformedMetadataException(name + " is missing");
        }
    }

    private String string() throws IOException, MalformedMetadataException {
        expect(json.currentToken(), JsonToken.VALUE_STRING);
        return json.getText();
    }

    private long number(long least, long greatest) throws IOException, MalformedMetadataException {
        expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT);
        long number = json.getLongValue();
        if (number < least || number > greatest) {
            throw malformed();
        }
        return number;
    }

    private String matching(Pattern form, String text) throws MalformedMetadataException {
        if (!form.matcher(text).matches()) {
            throw malformed();
        }
        return text;
    }

    private void limit(int size) throws MalformedMetadataException {
        if (size > MOST) {
            throw malformed();
        }
    }

    private void expect(@Nullable JsonToken is, JsonToken expected) throws MalformedMetadataException {
        if (is != expected) {
            throw malformed();
        }
    }

    private MalformedMetadataException malformed() {
        return new MalformedMetadataException(
                "malformed at character " + json.currentLocation().getCharOffset());
    }
}
