/// Closed lists of the field's words: each an enum with its code in data, its words on screens, and the choices of a form,
/// said once.
///
/// ```
/// wire::choices! {
///     /// How somebody reached us.
///     pub enum Channel, "a channel" {
///         /// By telephone.
///         Phone = "phone", "Phone";
///         /// By e-mail.
///         Email = "email", "E-mail";
///     }
/// }
/// assert_eq!(Channel::Phone.words(), "Phone");
/// assert_eq!("email".parse(), Ok(Channel::Email));
/// assert_eq!(Channel::CHOICES, [("phone", "Phone"), ("email", "E-mail")]);
/// ```
#[macro_export]
macro_rules! choices {
    ($($(#[$meta:meta])* $vis:vis enum $name:ident, $what:literal {
        $($(#[$doc:meta])* $variant:ident = $code:literal, $words:literal;)+
    })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every one, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// What a form sends and what it says.
            pub const CHOICES: &'static [(&'static str, &'static str)] = &[$(($code, $words)),+];

            /// As data.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// For people.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)+ }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::Failure;
            fn from_str(text: &str) -> Result<Self, $crate::Failure> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    other => Err($crate::Failure::field("", format!("“{}” is not {}.", $crate::shown(other, 60), $what))),
                }
            }
        }
    )+};
}
