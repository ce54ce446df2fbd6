//! The end-to-end tests: one binary, so that they link once.

mod zenlix_honest;
