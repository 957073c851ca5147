//! KPIs of timelines that can be checked by hand, of the rulings, and of random sessions.

mod examples;
mod measured;
mod properties;
mod rulings;
mod shape;
