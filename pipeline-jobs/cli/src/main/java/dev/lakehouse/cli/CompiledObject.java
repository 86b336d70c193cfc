package dev.lakehouse.cli;

import dev.lakehouse.compiler.Compilation;

/** An object and its plan. */
record CompiledObject(LoadedObject source, Compilation.Compiled compiled) {}
