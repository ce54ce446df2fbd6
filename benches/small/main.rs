//! The small parts by themselves: what a press and a look at a list are made of. `cargo bench --bench small`, with a part's
//! name behind it for one of them.

mod drawing;
mod people;
mod reading;
mod storing;
mod watching;

fn main() {
    divan::main();
}
