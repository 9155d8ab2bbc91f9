package dev.portcullis.machine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/** The compiler's checks refuse a call of this method whose answer nobody looks at (Error Prone knows it by its name). */
@Target(ElementType.METHOD)
public @interface CheckReturnValue {}
