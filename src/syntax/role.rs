//! The parts that words play in attribution and forecast.

/// A marked stretch of a sentence: which part its words play, and where it stands, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// `source`, `cue`, `content`, `anchor`, …, as in the file of marks.
    pub role: String,
    /// Where it starts.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// What a word can be. Source, cue and content are PolNeAR's and PARC's terms (Newell et al. 2018; Pareti 2012).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Of the source that the sentence is credited to.
    Source,
    /// Of the words that credit it.
    Cue,
    /// Of what is credited.
    Content,
    /// Of the words that make it the author's forecast.
    Anchor,
    /// Of the words that make it a source's forecast.
    ReportedAnchor,
    /// Of a cue that does not decide: in an aside, a relative clause, the past.
    IdleCue,
    /// Of future words that do not decide.
    IdleAnchor,
}

/// All of them, in the order in which scores are stored.
pub const ROLES: [Role; 7] =
    [Role::Source, Role::Cue, Role::Content, Role::Anchor, Role::ReportedAnchor, Role::IdleCue, Role::IdleAnchor];

impl Role {
    /// Its name in explanations.
    pub fn name(self) -> &'static str {
        match self {
            Role::Source => "source",
            Role::Cue => "cue",
            Role::Content => "content",
            Role::Anchor => "anchor",
            Role::ReportedAnchor => "reported anchor",
            Role::IdleCue => "idle cue",
            Role::IdleAnchor => "idle anchor",
        }
    }

    /// The role of a marked word, given the label of its sentence; none if the mark plays no part for that label.
    fn of(mark: &str, label: &str) -> Option<Role> {
        let attributed = matches!(label, "claim" | "reported_forecast");
        match (mark, label) {
            ("source", _) if attributed => Some(Role::Source),
            ("cue", _) => Some(if attributed { Role::Cue } else { Role::IdleCue }),
            ("content", _) if attributed => Some(Role::Content),
            ("anchor", "forecast") => Some(Role::Anchor),
            ("anchor", "reported_forecast") => Some(Role::ReportedAnchor),
            ("anchor", _) => Some(Role::IdleAnchor),
            _ => None,
        }
    }

    /// The roles, as bits in the order of [`ROLES`], of a word that starts at byte `at` of a sentence with these marks.
    pub fn bits(marks: &[Mark], label: &str, at: usize) -> u32 {
        let here = marks.iter().filter(|m| (m.start..m.end).contains(&at));
        here.filter_map(|m| Role::of(&m.role, label)).fold(0, |bits, role| bits | 1 << role as u32)
    }
}
