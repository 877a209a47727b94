//! CronJob: Jobs on a schedule. The schedule's syntax and the names of time zones have files of their own.

mod job;
mod schedule;
mod zone;

pub(super) use job::check_cron_job;
