//! The syntax of a CronJob's schedule: five fields of cron, or a word such as `@daily`.
//!
//! Source: `github.com/robfig/cron/v3`, `ParseStandard`, which the API server calls; its quirks are kept (a field of
//! nothing but commas passes, `*-5` is `*`).

use std::fmt;

/// The reason why a schedule is none: a clause about the schedule, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ScheduleError {
    pub(crate) why: String,
    pub(crate) help: String,
}

impl ScheduleError {
    fn new(why: impl Into<String>, help: impl Into<String>) -> Self {
        Self { why: why.into(), help: help.into() }
    }
}

const EXAMPLE: &str = "write minute, hour, day of month, month and day of week, such as `*/5 * * * *`";
const WORDS: [&str; 7] = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/// One of the five fields: the numbers it may hold and their names.
struct Field {
    title: &'static str,
    least: u64,
    most: u64,
    names: &'static [(&'static str, u64)],
}

const MONTHS: [(&str, u64); 12] = [
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
];
const DAYS: [(&str, u64); 7] = [("sun", 0), ("mon", 1), ("tue", 2), ("wed", 3), ("thu", 4), ("fri", 5), ("sat", 6)];
const FIELDS: [Field; 5] = [
    Field { title: "minute", least: 0, most: 59, names: &[] },
    Field { title: "hour", least: 0, most: 23, names: &[] },
    Field { title: "day of month", least: 1, most: 31, names: &[] },
    Field { title: "month", least: 1, most: 12, names: &MONTHS },
    Field { title: "day of week", least: 0, most: 6, names: &DAYS },
];

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} goes from {} to {}", self.title, self.least, self.most)
    }
}

/// Returns the fault with a schedule without a time zone, if anything.
pub(crate) fn parse(schedule: &str) -> Result<(), ScheduleError> {
    if schedule.starts_with('@') {
        return word(schedule);
    }
    let fields: Vec<&str> = schedule.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Err(ScheduleError::new(format!("has {} fields instead of 5", fields.len()), EXAMPLE));
    }
    FIELDS.iter().zip(fields).try_for_each(|(field, text)| {
        // An empty list of ranges is sound to the parser, empty ranges between commas are skipped.
        text.split(',').filter(|range| !range.is_empty()).try_for_each(|range| field.range(range))
    })
}

fn word(schedule: &str) -> Result<(), ScheduleError> {
    if WORDS.contains(&schedule) {
        return Ok(());
    }
    if let Some(interval) = schedule.strip_prefix("@every ") {
        let sound = duration(interval);
        return if sound {
            Ok(())
        } else {
            Err(ScheduleError::new("has no duration after `@every`", "write a duration such as `@every 1h30m`"))
        };
    }
    let words = WORDS.map(|word| format!("`{word}`")).join(", ");
    Err(ScheduleError::new("is not a word that schedules know", format!("use one of {words}, or five fields")))
}

impl Field {
    /// `number`, `number-number`, `*`, each with `/step` perhaps.
    fn range(&self, text: &str) -> Result<(), ScheduleError> {
        let wrong = |why: String, help: String| Err(ScheduleError::new(why, help));
        let mut slashes = text.split('/');
        let span = slashes.next().unwrap_or_default();
        let step = slashes.next();
        if slashes.next().is_some() {
            return wrong(format!("has more than one `/` in `{text}`"), "write one step, such as `*/15`".to_owned());
        }
        let (start, mut end) = self.span(span)?;
        let mut every = 1;
        if let Some(step) = step {
            every = self.number(step)?;
            if !span.contains('-') {
                end = self.most;
            }
        }
        if start < self.least || end > self.most {
            return wrong(format!("has `{text}` as {}, which is out of range", self.title), self.to_string());
        }
        if start > end {
            return wrong(
                format!("has `{text}`, which ends before it begins"),
                "put the smaller number first".to_owned(),
            );
        }
        if every == 0 {
            return wrong(format!("has a step of 0 in `{text}`"), "use a step of 1 or more".to_owned());
        }
        Ok(())
    }

    fn span(&self, text: &str) -> Result<(u64, u64), ScheduleError> {
        let mut ends = text.split('-');
        let low = ends.next().unwrap_or_default();
        if matches!(low, "*" | "?") {
            return Ok((self.least, self.most));
        }
        let start = self.value(low)?;
        let end = ends.next().map_or(Ok(start), |high| self.value(high))?;
        if ends.next().is_some() {
            return Err(ScheduleError::new(
                format!("has more than one `-` in `{text}`"),
                "write a range such as `1-5`",
            ));
        }
        Ok((start, end))
    }

    fn value(&self, text: &str) -> Result<u64, ScheduleError> {
        let low = text.to_lowercase();
        let named = self.names.iter().find(|(name, _)| *name == low).map(|&(_, value)| value);
        named.map_or_else(|| self.number(text), Ok)
    }

    /// Go's `strconv.Atoi`, negative numbers refused.
    fn number(&self, text: &str) -> Result<u64, ScheduleError> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        let sound = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let number = digits.parse::<i64>().ok().filter(|_| sound).and_then(|number| u64::try_from(number).ok());
        number.ok_or_else(|| {
            let why = format!("has `{text}` as {}, which is not a number", self.title);
            ScheduleError::new(why, format!("{self}; `*` is every one"))
        })
    }
}

/// Returns true if Go's `time.ParseDuration` takes the text: `[-+]?([0-9]*(\.[0-9]*)?[a-z]+)+`, within an i64 of
/// nanoseconds.
pub(crate) fn duration(text: &str) -> bool {
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    let mut total: u128 = 0;
    while !rest.is_empty() {
        let Some((nanoseconds, after)) = component(rest) else { return false };
        total = total.saturating_add(nanoseconds);
        if total > 1 << 63 {
            return false;
        }
        rest = after;
    }
    // The most negative duration has no positive twin.
    negative || total < 1 << 63
}

/// The first number with its unit, in nanoseconds, and what follows.
fn component(text: &str) -> Option<(u128, &str)> {
    const UNITS: [(&str, u128); 8] = [
        ("ns", 1),
        ("us", 1_000),
        ("\u{b5}s", 1_000),
        ("\u{3bc}s", 1_000),
        ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
    ];
    let (whole, rest) = split_digits(text);
    let (fraction, rest) = rest.strip_prefix('.').map_or(("", rest), split_digits);
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let end = rest.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(rest.len());
    let (unit, rest) = rest.split_at(end);
    let &(_, scale) = UNITS.iter().find(|(name, _)| *name == unit)?;
    let whole = if whole.is_empty() { 0 } else { whole.parse::<u64>().ok().filter(|&n| n <= 1 << 63)? };
    let nanoseconds = u128::from(whole) * scale + fraction_of(fraction, scale);
    (nanoseconds <= 1 << 63).then_some((nanoseconds, rest))
}

/// Digits after the point, in the unit's nanoseconds. Digits beyond what an i64 holds count for nothing.
fn fraction_of(digits: &str, scale: u128) -> u128 {
    let digits = &digits[..digits.len().min(18)];
    let value = digits.parse::<u128>().unwrap_or(0);
    let width = u32::try_from(digits.len()).unwrap_or(0);
    value * scale / 10u128.pow(width)
}

fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_that_run() {
        for schedule in [
            "*/5 * * * *",
            "0 0 31 2 *",
            "? * * * ?",
            "@hourly",
            "@every 5m",
            "@every 1h30m10.5s",
            "@every -1h",
            "1,2,,3 0-23/2 1-31 JAN-Dec mon",
            ", , , , ,",
            "*-nonsense * * * *",
            "5/15 * * * sun-sat",
            "+5 * * * *",
            "\t0  0 1\u{a0}1 0\n",
        ] {
            assert_eq!(parse(schedule), Ok(()), "{schedule}");
        }
    }

    #[test]
    fn schedules_that_do_not() {
        for (schedule, why) in [
            ("", "has 0 fields instead of 5"),
            ("* * * * * *", "has 6 fields instead of 5"),
            ("60 * * * *", "has `60` as minute, which is out of range"),
            ("* 24 * * *", "has `24` as hour, which is out of range"),
            ("* * 0 * *", "has `0` as day of month, which is out of range"),
            ("* * * 13 *", "has `13` as month, which is out of range"),
            ("* * * * 7", "has `7` as day of week, which is out of range"),
            ("5-1 * * * *", "has `5-1`, which ends before it begins"),
            ("*/0 * * * *", "has a step of 0 in `*/0`"),
            ("1-2-3 * * * *", "has more than one `-` in `1-2-3`"),
            ("1/2/3 * * * *", "has more than one `/` in `1/2/3`"),
            ("*/-5 * * * *", "has `-5` as minute, which is not a number"),
            ("mon * * * *", "has `mon` as minute, which is not a number"),
            ("@reboot", "is not a word that schedules know"),
            ("@Daily", "is not a word that schedules know"),
            ("@every", "is not a word that schedules know"),
            ("@every 5", "has no duration after `@every`"),
            ("@every five minutes", "has no duration after `@every`"),
            (" @daily", "has 1 fields instead of 5"),
        ] {
            assert_eq!(parse(schedule).err().map(|error| error.why).as_deref(), Some(why), "{schedule}");
        }
    }

    #[test]
    fn durations_as_go_reads_them() {
        for sound in ["0", "1s", "-1.5h", "+.5m", "1.s", "1h1h", "100ns", "1µs", "1μs", "2562047h47m16.854775807s"] {
            assert!(duration(sound), "{sound}");
        }
        for bad in ["", "-", "s", "1", ".", ".s", "1x", "1 s", "1S", "2562047h47m16.854775808s", "9999999999999h"] {
            assert!(!duration(bad), "{bad}");
        }
        assert!(duration("-2562047h47m16.854775808s"));
    }
}
