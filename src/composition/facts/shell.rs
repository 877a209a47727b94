//! Enough of the shell's grammar to say which programs a script runs, which files they are pointed at, whether it
//! loops for ever and whether it runs things side by side. Not an interpreter: what it does not know it passes over.

use super::shell_lexer::{Lexer, Token};
use super::step::{Condition, Joint, Step};

/// Nested `$( … )` are read so deep; deeper ones stay text.
const DEPTH: usize = 4;

/// The simple commands of a script in order, those inside `$( … )` after the command that holds them; of a script of
/// more than `most` commands the first.
pub fn steps(script: &str, most: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    // Long words cost no more than their text; many short ones would.
    let mut room =
        Room { steps: (64 + script.len() / 16).min(most), words: (512 + script.len() / 4).min(most * WORDS) };
    read(script, 0, &mut steps, &mut room);
    steps
}

/// Of longer scripts so many commands are read.
pub const MOST_STEPS: usize = 1 << 9;
/// For each command so many words are read, in some commands more and in others fewer.
const WORDS: usize = 16;

/// The numbers of commands and words that may still be read.
struct Room {
    steps: usize,
    words: usize,
}

fn read(script: &str, depth: usize, steps: &mut Vec<Step>, room: &mut Room) {
    let mut lexer = Lexer::new(script);
    let mut parser = Parser {
        steps,
        step: Step::default(),
        loops: Vec::new(),
        endless: 0,
        pending: None,
        condition: false,
        substituted: depth > 0,
        negated: false,
    };
    while let Some(token) = lexer.next() {
        let takes_room = !matches!(token, Token::Joint(_));
        if parser.steps.len() >= room.steps || takes_room && room.words == 0 {
            break;
        }
        room.words -= usize::from(takes_room);
        parser.step.input.push_str(&std::mem::take(&mut lexer.input));
        parser.take(token);
    }
    parser.end(Joint::Then);
    if depth < DEPTH {
        for inner in lexer.inner {
            read(inner, depth + 1, steps, room);
        }
    }
}

struct Parser<'s> {
    steps: &'s mut Vec<Step>,
    step: Step,
    /// One entry an open loop: whether it is endless.
    loops: Vec<bool>,
    /// The number of them that are endless.
    endless: usize,
    /// `while` or `until` was read, its `do` was not.
    pending: Option<(bool, usize)>,
    condition: bool,
    /// True inside `$( … )`.
    substituted: bool,
    /// `!` was read in the condition.
    negated: bool,
}

impl Parser<'_> {
    fn take(&mut self, token: Token) {
        match token {
            Token::Joint(joint) => self.end(joint),
            Token::Open | Token::Close => self.end(Joint::Then),
            Token::Write => self.step.writes.push(String::new()),
            Token::Read => self.step.reads.push(String::new()),
            Token::Word(word) => self.word(word),
        }
    }

    fn word(&mut self, word: String) {
        let target = self.step.writes.last_mut().filter(|file| file.is_empty());
        if let Some(file) = target.or_else(|| self.step.reads.last_mut().filter(|file| file.is_empty())) {
            *file = word;
            return;
        }
        if self.step.words.is_empty() && self.keyword(&word) {
            return;
        }
        self.step.words.push(word);
    }

    /// Takes a reserved word that begins a command; false for any other word.
    fn keyword(&mut self, word: &str) -> bool {
        match word {
            "while" | "until" => {
                self.pending = Some((word == "until", self.steps.len()));
                (self.condition, self.negated) = (true, false);
            }
            "for" | "select" => self.pending = Some((false, usize::MAX)),
            "do" => {
                let endless = self.pending.take().is_some_and(|(until, from)| self.never_ends(until, from));
                self.loops.push(endless);
                self.endless += usize::from(endless);
                self.condition = false;
            }
            "done" => {
                self.endless -= usize::from(self.loops.pop() == Some(true));
            }
            "if" | "elif" => self.condition = true,
            "then" | "else" => self.condition = false,
            "!" => self.negated = true,
            "fi" | "esac" | "{" | "}" | "function" => {}
            _ => return false,
        }
        true
    }

    /// Returns true if the condition that the steps since `from` make is constant; the condition itself is not a command.
    fn never_ends(&mut self, until: bool, from: usize) -> bool {
        let Some(condition) = self.steps.get(from..).filter(|steps| steps.len() == 1) else { return false };
        let words: Vec<&str> = condition[0].words.iter().map(String::as_str).collect();
        // It sleeps time and again, which is a step of its own.
        if words[..].starts_with(&["sleep"]) {
            return !until;
        }
        let constant = match words.as_slice() {
            ["true" | ":" | "/bin/true"] => Some(true),
            ["false"] => Some(false),
            // A test of one word asks whether it is empty.
            ["[" | "[[" | "test", value, ..] if words.len() <= 3 => (!value.contains('$')).then_some(true),
            [sum] => sum.trim_matches(['(', ')']).parse::<i64>().ok().map(|n| n != 0),
            _ => None,
        };
        if constant.is_some() {
            self.steps.truncate(from);
        }
        constant == Some(!until)
    }

    fn end(&mut self, joint: Joint) {
        let mut step = std::mem::take(&mut self.step);
        if step.words.is_empty() && step.writes.is_empty() && step.reads.is_empty() {
            if let (Some(last), Joint::Background | Joint::Pipe) = (self.steps.last_mut(), joint) {
                last.joint = Some(joint);
            }
            return;
        }
        step.endless = self.endless > 0;
        step.substituted = self.substituted;
        let is_retried = self.pending.is_some_and(|(until, _)| until != self.negated);
        step.condition = self.condition.then_some(if is_retried { Condition::Retried } else { Condition::Asked });
        step.joint = Some(joint);
        // `for ((;;))` has no condition.
        if self.pending == Some((false, usize::MAX)) && step.words.first().is_some_and(|word| word.starts_with("((;;"))
        {
            self.pending = Some((false, self.steps.len()));
            step.words = vec!["true".to_owned()];
        } else if self.pending == Some((false, usize::MAX)) {
            return;
        }
        self.steps.push(step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(script: &str) -> Vec<Step> {
        super::steps(script, MOST_STEPS)
    }

    fn programs(script: &str) -> Vec<String> {
        steps(script).iter().map(|step| step.program().to_owned()).collect()
    }

    #[test]
    fn commands_and_files_are_found() {
        let script = "# a log\ni=0; while true; do\n  echo \"$i: $(date)\" >> /var/log/1.log;\n sleep 1;\ndone\n";
        let all = steps(script);
        assert_eq!(programs(script), ["i=0", "echo", "sleep", "date"]);
        assert_eq!(all[1].writes, ["/var/log/1.log"]);
        assert!(all[1].endless && all[2].endless && !all[0].endless);
        assert_eq!(programs("a && b || c | d & e"), ["a", "b", "c", "d", "e"]);
        assert_eq!(steps("a & b")[0].joint, Some(Joint::Background));
        assert_eq!(programs("exec timeout 5 /usr/bin/curl x"), ["curl"]);
        assert_eq!(programs("FOO=1 BAR=2 nginx -g 'daemon off;'"), ["nginx"]);
        assert_eq!(programs("cat <<EOF > /x\nrm -rf /\nEOF\nls 2>/dev/null >&2"), ["cat", "ls"]);
    }

    #[test]
    fn only_constant_conditions_make_a_loop_endless() {
        let endless = |script| steps(script).iter().any(|step| step.endless);
        for script in [
            "while true; do sleep 1; done",
            "while :; do x; done",
            "until false; do x; done",
            "while [ 1 ]; do x; done",
            "while [[ true ]]; do x; done",
            "while ((1)); do x; done",
            "for ((;;)); do x; done",
            "while sleep 5; do x; done",
            "while read x; do y; done; while true\ndo\nx\ndone",
        ] {
            assert!(endless(script), "{script}");
        }
        for script in [
            "until nc -z db 5432; do sleep 2; done",
            "for i in 1 2; do x; done",
            "while read LINE; do x; done < f",
            "while false; do x; done",
            "until sleep 1; do x; done",
        ] {
            assert!(!endless(script), "{script}");
        }
    }

    #[test]
    fn loops_go_on_until_a_command_succeeds() {
        let retried = |script| steps(script).iter().any(|step| step.condition == Some(Condition::Retried));
        for script in ["until nc -z db 5432; do sleep 2; done", "while ! nc -z db 5432; do sleep 2; done"] {
            assert!(retried(script), "{script}");
        }
        for script in
            ["if nc -z db 5432; then x; fi", "while nc -z db 5432; do x; done", "until ! nc -z db 1; do x; done"]
        {
            assert!(!retried(script), "{script}");
        }
    }

    #[test]
    fn no_text_breaks_it() {
        for script in
            ["$(", "`", "\"", "'", "\\", "((", "<<", "<<<", ">", "a >& ", "ä\\", "$($($($($($(", ")", "2>", "<<E"]
        {
            steps(script);
        }
    }
}
