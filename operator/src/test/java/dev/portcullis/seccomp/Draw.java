package dev.portcullis.seccomp;

import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.Uint64;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Draws parts of random profiles: of few values each, so that they meet. */
record Draw(Random random) {

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** From one to this many, each once. */
    <T> List<T> some(List<T> of, int most) {
        List<T> shuffled = new ArrayList<>(of);
        Collections.shuffle(shuffled, random);
        return new ArrayList<>(shuffled.subList(0, 1 + random.nextInt(Math.min(most, of.size()))));
    }

    /** One condition on each of these arguments. */
    List<ArgumentCondition> conditions(List<Integer> indexes, List<Operator> operators, List<Long> values) {
        return indexes.stream()
                .sorted()
                .map(index -> {
                    Operator operator = one(operators);
                    Uint64 two = operator == Operator.MASKED_EQ ? new Uint64(one(values)) : null;
                    return new ArgumentCondition(index, new Uint64(one(values)), two, operator.ociName());
                })
                .toList();
    }
}
