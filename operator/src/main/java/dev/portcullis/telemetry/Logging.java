package dev.portcullis.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.slf4j.LoggerFactory;

/** Sends all logs to standard error, one line each. */
public final class Logging {

    /** The format of a line. */
    public enum Format {
        /** One JSON object a line. */
        json,
        /** For a person at a terminal. */
        text
    }

    /** The lowest level that is written. */
    public enum Threshold {
        /** Problems that need a person. */
        error,
        /** Also problems that may need one. */
        warn,
        /** Also what happens. */
        info,
        /** Also why. */
        debug,
        /** Everything, bodies of requests included. */
        trace
    }

    private Logging() {}

    /** Replaces whatever logging was set up before. */
    public static void configure(Format format, Threshold threshold) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Encoder<ILoggingEvent> encoder = encoder(format, context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(threshold.name()));
        root.addAppender(appender);
    }

    private static Encoder<ILoggingEvent> encoder(Format format, LoggerContext context) {
        return switch (format) {
            case json -> {
                JsonEncoder json = new JsonEncoder();
                json.setContext(context);
                json.setWithFormattedMessage(true);
                json.setWithMessage(false);
                json.setWithArguments(false);
                json.setWithContext(false);
                json.setWithSequenceNumber(false);
                json.setWithNanoseconds(false);
                yield json;
            }
            case text -> {
                PatternLayoutEncoder pattern = new PatternLayoutEncoder();
                pattern.setContext(context);
                pattern.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{0} - %msg %kvp%n");
                yield pattern;
            }
        };
    }
}
