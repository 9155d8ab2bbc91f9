package dev.portcullis.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NameListTest {

    @Test
    void upToTenNamesAreListed() {
        assertThat(NameList.of(List.of())).isEmpty();
        assertThat(NameList.of(List.of("read"))).isEqualTo("read");
        assertThat(NameList.of(names(10))).isEqualTo("n1, n2, n3, n4, n5, n6, n7, n8, n9, n10");
    }

    @Test
    void theOthersAreCounted() {
        assertThat(NameList.of(names(11))).isEqualTo("n1, n2, n3, n4, n5, n6, n7, n8, n9, n10 and 1 more");
    }

    @Test
    void onlyNamesThatAreListedArePutIntoWords() {
        List<String> asked = new ArrayList<>();
        String list = NameList.of(names(12), name -> {
            asked.add(name);
            return name + "?";
        });
        assertThat(list).startsWith("n1?, n2?").endsWith("n10? and 2 more");
        assertThat(asked).isEqualTo(names(10));
    }

    @Test
    void theCallerChoosesTheNumberAndTheWords() {
        assertThat(NameList.of(List.of(1, 2, 3, 4), 2, Integer::toBinaryString, " or ", "more conditions"))
                .isEqualTo("1 or 10 and 2 more conditions");
    }

    private static List<String> names(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "n" + i).toList();
    }
}
