package dev.portcullis.operator.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.api.VariantDigest;
import dev.portcullis.rendition.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DocumentRevisionsTest {

    private static final Subject WEB = Subject.profile("web");
    private static final CarriedDigests A = new CarriedDigests("a", null, null, null);
    private static final CarriedDigests B = new CarriedDigests("b", null, null, null);

    private final DocumentRevisions documents = new DocumentRevisions();

    @Test
    void documentsCameWhenTheyChangedNotWhenTheirConfigMapDid() {
        SeccompProfileStatus none = SeccompProfileStatus.EMPTY;
        assertThat(documents.of(WEB, A, 10, false, none)).isEqualTo(10);
        assertThat(documents.of(WEB, A, 20, false, none)).isEqualTo(10);
        assertThat(documents.of(WEB, B, 30, false, none)).isEqualTo(30);
        // Back to what they were, which containers of the time between do not have.
        assertThat(documents.of(WEB, A, 40, false, status("a", 10L))).isEqualTo(40);
    }

    @Test
    void aNewOperatorReadsTheStatus() {
        assertThat(documents.of(WEB, A, 20, false, status("a", 10L))).isEqualTo(10);
        assertThat(new DocumentRevisions().of(WEB, B, 20, false, status("a", 10L)))
                .isEqualTo(20);
        // Written by an earlier version.
        assertThat(new DocumentRevisions().of(WEB, A, 20, false, status("a", null)))
                .isEqualTo(20);
        // Of a restored etcd.
        assertThat(new DocumentRevisions().of(WEB, A, 20, false, status("a", 500L)))
                .isEqualTo(20);
    }

    @Test
    void eachStepOfAStagedChangeBringsThem() {
        SeccompProfileStatus none = SeccompProfileStatus.EMPTY;
        assertThat(documents.of(WEB, A, 10, false, none)).isEqualTo(10);
        assertThat(documents.of(WEB, B, 20, true, none)).isEqualTo(20);
        assertThat(documents.of(WEB, B, 30, true, none)).isEqualTo(30);
        // The last step brought them everywhere.
        assertThat(documents.of(WEB, B, 40, false, none)).isEqualTo(30);
    }

    @Test
    void capabilitiesAreNoDocumentThatAContainerLoads() {
        SeccompProfileStatus none = SeccompProfileStatus.EMPTY;
        assertThat(documents.of(WEB, new CarriedDigests("a", "c", null, null), 10, false, none))
                .isEqualTo(10);
        assertThat(documents.of(WEB, new CarriedDigests("a", "d", null, null), 20, false, none))
                .isEqualTo(10);
        assertThat(documents.of(
                        WEB,
                        new CarriedDigests("a", "d", List.of(new VariantDigest("arm64", "x")), null),
                        30,
                        false,
                        none))
                .isEqualTo(30);
        assertThat(documents.of(WEB, new CarriedDigests(null, "d", null, null), 40, false, none))
                .isNull();
    }

    @Test
    void anObjectThatIsGoneIsForgotten() {
        documents.of(WEB, A, 10, false, SeccompProfileStatus.EMPTY);
        documents.forget(WEB);
        assertThat(documents.of(WEB, A, 20, false, SeccompProfileStatus.EMPTY)).isEqualTo(20);
    }

    private static SeccompProfileStatus status(String sha256, @Nullable Long revision) {
        return new SeccompProfileStatus(
                1L, null, sha256, null, null, revision, null, null, null, null, null, null, null, null, null);
    }
}
