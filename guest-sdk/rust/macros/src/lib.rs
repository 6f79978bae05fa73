//! The attribute of handlers that are written against `airlock-guest`, which has its documentation.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::{format_ident, quote};
use syn::{Error, ItemFn, Result, parse::Nothing};

/// What a handler is given, in this order; it may take fewer.
const PARAMETERS: [&str; 2] = ["request", "response"];

/// Make a function the handler of a component: `fn main(request: Request, response: Response) -> impl IntoResponse`.
#[proc_macro_attribute]
pub fn handler(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let function = syn::parse_macro_input!(item as ItemFn);
    let _: Nothing = syn::parse_macro_input!(arguments as Nothing);
    match export(&function) {
        Ok(export) => quote! { #function #export },
        // The function stays, so that nothing else in the file is reported for its absence.
        Err(error) => {
            let error = error.to_compile_error();
            quote! { #function #error }
        }
    }
    .into()
}

/// What makes the function the component's export.
fn export(function: &ItemFn) -> Result<Tokens> {
    let name = &function.sig.ident;
    let parameters = parameters(function)?;
    Ok(quote! {
        #[cfg(target_family = "wasm")]
        const _: () = {
            struct Component;

            impl ::airlock_guest::bindings::Guest for Component {
                fn handle() {
                    ::airlock_guest::run(|request, response| #name(#(#parameters),*));
                }
            }

            ::airlock_guest::bindings::export!(Component with_types_in ::airlock_guest::bindings);
        };

        // Elsewhere only tests call it.
        #[cfg(not(target_family = "wasm"))]
        const _: () = {
            let _ = #name;
        };
    })
}

/// The arguments to call the function with.
fn parameters(function: &ItemFn) -> Result<Vec<syn::Ident>> {
    let signature = &function.sig;
    if let Some(keyword) = &signature.asyncness {
        return Err(Error::new_spanned(keyword, "a handler is not async: what it waits for holds nobody else up"));
    }
    if !signature.generics.params.is_empty() {
        return Err(Error::new_spanned(
            &signature.generics,
            "a handler is called by the server: it can not be generic",
        ));
    }
    let taken = signature.inputs.len();
    if taken > PARAMETERS.len() {
        return Err(Error::new_spanned(
            &signature.inputs,
            "a handler takes a `Request` and a `Response`, or the first of them, or nothing",
        ));
    }
    Ok(PARAMETERS.iter().take(taken).map(|name| format_ident!("{name}")).collect())
}
