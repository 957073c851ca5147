//! KPIs of timelines that can be checked by hand, of the rulings, and of random sessions.

mod examples;
mod grouped;
mod hours;
mod measured;
mod properties;
mod reported;
mod rulings;
mod shape;
mod targets;
