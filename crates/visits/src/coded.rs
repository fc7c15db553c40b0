//! Kinds of things that have a code in data and words on the screen.

/// Declares an enum whose variants have a code and words.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident, $word:literal { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $words:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every one with its code and words: the choices of a form.
            pub const CHOICES: &'static [(&'static str, &'static str)] = &[$(($code, $words),)+];

            /// The code in data.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)+ }
            }

            /// The words for people.
            pub const fn words(self) -> &'static str {
                match self { $($name::$variant => $words,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = kernel::Failure;
            fn from_str(text: &str) -> Result<Self, kernel::Failure> {
                match text {
                    $($code => Ok($name::$variant),)+
                    other => Err(kernel::Failure::field("", format!("“{other}” is no {}.", $word))),
                }
            }
        }
    };
}
pub(crate) use coded;
