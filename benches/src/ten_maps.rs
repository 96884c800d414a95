//! `ten_maps!`: the same ten maps on anything that has a `map`.

/// Puts ten maps behind a source, an iterator or a stream, each with the method `then`
/// behind it if one is named: `ten_maps!(source, boxed)`.
#[macro_export]
macro_rules! ten_maps {
    ($source:expr $(, $then:ident)?) => {
        $source
            .map($crate::mix::<0x11>)$(.$then())?
            .map($crate::mix::<0x22>)$(.$then())?
            .map($crate::mix::<0x33>)$(.$then())?
            .map($crate::mix::<0x44>)$(.$then())?
            .map($crate::mix::<0x55>)$(.$then())?
            .map($crate::mix::<0x66>)$(.$then())?
            .map($crate::mix::<0x77>)$(.$then())?
            .map($crate::mix::<0x88>)$(.$then())?
            .map($crate::mix::<0x99>)$(.$then())?
            .map($crate::mix::<0xaa>)$(.$then())?
    };
}
