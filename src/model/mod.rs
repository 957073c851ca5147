//! What a conversation is made of, whatever file it came from.

pub mod role;

pub use role::Role;
