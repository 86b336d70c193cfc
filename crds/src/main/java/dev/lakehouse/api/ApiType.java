package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a type of the API. Absent fields are null and are not written: server-side apply then owns
 * only what was said.
 */
@JacksonAnnotationsInside
@JsonInclude(JsonInclude.Include.NON_NULL)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface ApiType {}
