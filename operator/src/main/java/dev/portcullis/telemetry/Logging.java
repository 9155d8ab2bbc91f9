package dev.portcullis.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/** Sends all logs to standard error, one line each. */
public final class Logging {

    /** The format of a line. */
    public enum Format {
        /** One flat JSON object a line: {@code time}, {@code level}, {@code msg}, and the event's keys. */
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
        LineEncoder encoder = new LineEncoder(format);
        encoder.setContext(context);
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

    private static final class LineEncoder extends EncoderBase<ILoggingEvent> {

        private static final byte[] NOTHING = {};

        private final Format format;

        LineEncoder(Format format) {
            this.format = format;
        }

        @Override
        public byte[] headerBytes() {
            return NOTHING;
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            return LogLine.of(format, event).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return NOTHING;
        }
    }
}
