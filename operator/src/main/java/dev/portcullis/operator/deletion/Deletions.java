package dev.portcullis.operator.deletion;

import dev.portcullis.rendition.Rendition;
import dev.portcullis.rendition.Subject;
import dev.portcullis.usage.FileUsers;
import dev.portcullis.wording.Excerpt;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds deleted objects until no pod names their file, listing the pods at growing intervals. */
public final class Deletions {

    static final Duration FIRST = Duration.ofSeconds(5);
    static final Duration LONGEST = Duration.ofMinutes(1);

    private static final int MAX_ERROR = 512;
    private static final Logger log = LoggerFactory.getLogger(Deletions.class);

    /** An open question: when it may first be answered, how long until it is asked again, and the last answer. */
    private record Question(Instant due, Duration interval, Release.@Nullable Holding holding) {

        Question answered(Release.Holding answer, Instant now) {
            Duration twice = interval.multipliedBy(2);
            return new Question(now.plus(interval), twice.compareTo(LONGEST) < 0 ? twice : LONGEST, answer);
        }

        Release stays(Duration again) {
            return holding == null ? new Release.Later(again) : new Release.Held(holding, again);
        }
    }

    private final SharedListing pods;
    private final Map<Subject, Question> questions = new ConcurrentHashMap<>();

    /**
     * Starts without questions.
     *
     * @param pods lists the pods that name one of these files
     */
    public Deletions(Function<Set<String>, FileUsers> pods, Clock clock) {
        this.pods = new SharedListing(pods, this::files, clock);
    }

    /** Rejects answers that are older than this moment. */
    public void notBefore(Subject object, Instant moment) {
        questions.compute(
                object,
                (o, q) -> q == null ? new Question(moment, FIRST, null) : new Question(moment, q.interval, q.holding));
    }

    /** Decides whether the deleted object may go. */
    public Release ask(Subject object, Instant now) {
        Question question = questions.computeIfAbsent(object, o -> new Question(now, FIRST, null));
        Duration wait = Duration.between(now, question.due);
        if (wait.isPositive()) {
            return question.stays(wait);
        }
        Optional<List<String>> users;
        try {
            users = pods.users(file(object), question.due);
        } catch (KubernetesClientException e) {
            log.atWarn().addKeyValue("object", object).log("cannot list pods: {}", e.getMessage());
            String error = Objects.requireNonNullElse(e.getMessage(), "no reason was given");
            return held(object, question, Release.Holding.unknown(Excerpt.of(error, MAX_ERROR, Excerpt.ELLIPSIS)), now);
        }
        if (users.isEmpty()) {
            return question.stays(pods.again());
        }
        if (users.get().isEmpty()) {
            questions.remove(object);
            return new Release.Now();
        }
        return held(object, question, Release.Holding.by(users.get()), now);
    }

    /** The reason why the object has to stay, as far as it is known. */
    public Optional<Release.Holding> holding(Subject object) {
        return Optional.ofNullable(questions.get(object)).map(Question::holding);
    }

    /** Forgets an object that is gone. */
    public void forget(Subject object) {
        questions.remove(object);
    }

    /** The files of all objects that were asked about and are not gone. */
    private Set<String> files() {
        return questions.keySet().stream().map(Deletions::file).collect(Collectors.toSet());
    }

    private static String file(Subject object) {
        return Rendition.localhostProfile(object.kind(), object.name());
    }

    private Release held(Subject object, Question question, Release.Holding holding, Instant now) {
        Question answered = question.answered(holding, now);
        questions.put(object, answered);
        return answered.stays(question.interval);
    }
}
