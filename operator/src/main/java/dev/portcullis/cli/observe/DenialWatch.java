package dev.portcullis.cli.observe;

import dev.portcullis.api.ObservedDenial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The denials of an observation that are new since the last look, node by node. */
final class DenialWatch {

    private final Map<Key, Long> told = new HashMap<>();

    private record Key(String node, ObservedDenial denial) {}

    /** A denial that was told first, or again. */
    record News(ObservedDenial denial, long calls) {}

    /** What is new of one node, the earliest first. */
    List<News> of(String node, List<ObservedDenial> denials) {
        List<News> news = new ArrayList<>();
        for (ObservedDenial denial : denials.reversed()) {
            Key key = new Key(node, withoutCounts(denial));
            long before = told.getOrDefault(key, 0L);
            // A count that fell is that of an observer that began anew.
            long calls = denial.count() < before ? denial.count() : denial.count() - before;
            told.put(key, denial.count());
            if (calls > 0) {
                news.add(new News(denial, calls));
            }
        }
        return news;
    }

    private static ObservedDenial withoutCounts(ObservedDenial denial) {
        return new ObservedDenial(
                denial.namespace(),
                denial.pod(),
                denial.container(),
                denial.image(),
                denial.exec(),
                denial.syscall(),
                denial.architecture(),
                null,
                denial.errno(),
                0,
                null,
                null);
    }
}
