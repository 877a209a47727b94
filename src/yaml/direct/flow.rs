//! Lists and mappings in brackets, on one line.

use super::reader::Reader;
use super::scalar::Within;
use super::{Sure, Unsure};
use crate::yaml::tree::Form;

impl Reader<'_, '_> {
    /// Reads the list or mapping whose bracket is here.
    pub(super) fn flow(&mut self) -> Sure<()> {
        let (form, end) = if self.byte(self.at) == b'[' { (Form::Sequence, b']') } else { (Form::Mapping, b'}') };
        self.open(form, true, self.at)?;
        self.at += 1;
        self.skip_blanks();
        while self.byte(self.at) != end {
            if form == Form::Mapping {
                self.flow_key()?;
            }
            self.flow_value()?;
            self.skip_blanks();
            match self.byte(self.at) {
                b',' => self.at += 1,
                byte if byte == end => break,
                _ => return Err(Unsure),
            }
            self.skip_blanks();
        }
        self.at += 1;
        self.builder.close(Some(self.span(self.at, self.at).end));
        Ok(())
    }

    fn flow_key(&mut self) -> Sure<()> {
        let key = self.scalar(Within::Flow)?;
        self.colon(&key)?;
        self.add(key);
        self.skip_blanks();
        Ok(())
    }

    fn flow_value(&mut self) -> Sure<()> {
        match self.byte(self.at) {
            b'[' | b'{' => self.flow(),
            _ => {
                let value = self.scalar(Within::Flow)?;
                self.add(value);
                Ok(())
            }
        }
    }
}
