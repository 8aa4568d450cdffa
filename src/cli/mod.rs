//! The command line: arguments, progress, the demonstration.
