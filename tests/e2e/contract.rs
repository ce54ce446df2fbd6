//! What the helpdesk client makes of the real server's recorded answers, of the document's own samples, and of a broken
//! line. Everything goes over HTTP on the loopback interface, to the client as it is shipped.

mod document;
mod faults;
mod identity;
mod meaning;
mod recorded;
mod server;
