package dev.portcullis.operator.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.SeccompProfile;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreshSpecsTest {

    private static final String SPEC =
            "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"a}\\\"ü\"]}]}";

    private final FreshSpecs fresh = new FreshSpecs();
    private final FreshSpecs.Events events = fresh.events();

    @Test
    void aSpecIsTakenOnce() {
        take(event("ADDED", "u", 1, SPEC));
        assertThat(fresh.take(profile("u", 1))).contains(SPEC);
        assertThat(fresh.take(profile("u", 1))).isEmpty();
    }

    @Test
    void eventsComeInPieces() {
        byte[] both = (event("ADDED", "u", 1, SPEC) + event("ADDED", "v", 3, "{}")).getBytes(StandardCharsets.UTF_8);
        for (byte one : both) {
            events.take(ByteBuffer.wrap(new byte[] {one}));
        }
        assertThat(fresh.take(profile("u", 1))).contains(SPEC);
        assertThat(fresh.take(profile("v", 3))).contains("{}");
    }

    @Test
    void onlyTheGenerationAskedForIsRight() {
        take(event("MODIFIED", "u", 2, SPEC));
        assertThat(fresh.take(profile("u", 1))).isEmpty();
        assertThat(fresh.take(profile("u", 3))).isEmpty();
        assertThat(fresh.take(profile("other", 2))).isEmpty();
        assertThat(fresh.take(profile("u", 2))).contains(SPEC);
    }

    @Test
    void aNewGenerationReplacesTheOld() {
        take(event("ADDED", "u", 1, "{}"));
        take(event("MODIFIED", "u", 2, SPEC));
        assertThat(fresh.take(profile("u", 1))).isEmpty();
        assertThat(fresh.take(profile("u", 2))).contains(SPEC);
    }

    @Test
    void aWriteOfStatusBringsNothingBack() {
        take(event("ADDED", "u", 1, SPEC));
        fresh.take(profile("u", 1));
        take(event("MODIFIED", "u", 1, SPEC));
        assertThat(fresh.take(profile("u", 1))).isEmpty();
    }

    @Test
    void whatIsBeingDeletedIsNotKept() {
        take("{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"generation\":1,\"uid\":\"u\","
                + "\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"},\"spec\":{}}}\n");
        assertThat(fresh.take(profile("u", 1))).isEmpty();
    }

    @Test
    void aLargeEventPassesByAndTheNextIsKept() {
        String large = "{\"syscalls\":\"" + "x".repeat(FreshSpecs.LARGEST_EVENT) + "\"}";
        take(event("ADDED", "large", 1, large) + event("ADDED", "small", 1, SPEC));
        assertThat(fresh.take(profile("large", 1))).isEmpty();
        assertThat(fresh.take(profile("small", 1))).contains(SPEC);
    }

    @Test
    void theOldestMakeRoom() {
        String spec = "{\"x\":\"" + "x".repeat(40_000) + "\"}";
        int tooMany = FreshSpecs.CAPACITY / spec.length() + 1;
        IntStream.range(0, tooMany).forEach(i -> take(event("ADDED", "u" + i, 1, spec)));
        assertThat(fresh.take(profile("u0", 1))).isEmpty();
        assertThat(fresh.take(profile("u1", 1))).contains(spec);
        assertThat(fresh.take(profile("u" + (tooMany - 1), 1))).contains(spec);
    }

    @Test
    void brokenEventsAreLeftToTheReaderOfTheWatch() {
        take("{\"type\":\n{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{}}}\n\n" + event("ADDED", "u", 1, SPEC));
        assertThat(fresh.take(profile("u", 1))).contains(SPEC);
    }

    private void take(String text) {
        events.take(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String event(String type, String uid, long generation, String spec) {
        return """
                {"type":"%s","object":{"kind":"SeccompProfile","metadata":{"generation":%d,"managedFields":[{"f":{"spec":1}}],"name":"n","uid":"%s"},"spec":%s,"status":{"observedGeneration":%d}}}
                """.formatted(type, generation, uid, spec, generation);
    }

    private static SeccompProfile profile(String uid, long generation) {
        SeccompProfile profile = new SeccompProfile();
        profile.setMetadata(new ObjectMetaBuilder()
                .withName("n")
                .withUid(uid)
                .withGeneration(generation)
                .build());
        return profile;
    }
}
