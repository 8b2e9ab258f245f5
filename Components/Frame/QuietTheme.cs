using MudBlazor;

namespace Hodl.Components.Frame;

/// <summary>The look of every component: calm, dense, one accent. The style sheets take their colors from here.</summary>
public static class QuietTheme
{
    private static readonly string[] Font = ["Roboto", "system-ui", "Noto Sans", "sans-serif"];

    /// <summary>The theme for the elements under a CSS selector; light and dark stand side by side, so that a page never flashes.</summary>
    public static MudTheme Under(string selector) => new()
    {
        PseudoCss = new PseudoCss { Scope = selector },
        PaletteLight = Light,
        PaletteDark = Dark,
        Typography = Type,
        LayoutProperties = new LayoutProperties
        {
            DefaultBorderRadius = "6px",
            DrawerWidthLeft = "220px",
            DrawerMiniWidthLeft = "56px",
            AppbarHeight = "48px",
        },
    };

    private static PaletteLight Light => new()
    {
        Black = "#1b1d24",
        Primary = "#4340d2",
        PrimaryContrastText = "#ffffff",
        PrimaryDarken = "#3633a8",
        PrimaryLighten = "#3633a8",
        Secondary = "#545966",
        Tertiary = "#545966",
        Info = "#1857c2",
        Success = "#1a6b38",
        Warning = "#8a4b00",
        Error = "#b3261e",
        Dark = "#24252c",
        TextPrimary = "#1b1d24",
        TextSecondary = "#545966",
        TextDisabled = "#666b78",
        ActionDefault = "#545966",
        ActionDisabled = "#666b78",
        ActionDisabledBackground = "#e9ebef",
        Background = "#fafafb",
        BackgroundGray = "#f3f4f6",
        Surface = "#ffffff",
        DrawerBackground = "#ffffff",
        DrawerText = "#545966",
        DrawerIcon = "#545966",
        AppbarBackground = "#ffffff",
        AppbarText = "#1b1d24",
        LinesDefault = "#e3e5e9",
        LinesInputs = "#e3e5e9",
        TableLines = "#e3e5e9",
        TableHover = "#f3f4f6",
        Divider = "#e3e5e9",
        DividerLight = "#e3e5e9",
        Skeleton = "#e9ebef",
    };

    private static PaletteDark Dark => new()
    {
        Black = "#131316",
        Primary = "#a9a5ff",
        PrimaryContrastText = "#14132b",
        PrimaryDarken = "#c1beff",
        PrimaryLighten = "#c1beff",
        Secondary = "#b0b3bd",
        Tertiary = "#b0b3bd",
        Info = "#8db7ff",
        InfoContrastText = "#14132b",
        Success = "#7fd39a",
        SuccessContrastText = "#14132b",
        Warning = "#f3bd6b",
        WarningContrastText = "#14132b",
        Error = "#ff9b93",
        ErrorContrastText = "#14132b",
        Dark = "#24252c",
        TextPrimary = "#ececf1",
        TextSecondary = "#b0b3bd",
        TextDisabled = "#979ba7",
        ActionDefault = "#b0b3bd",
        ActionDisabled = "#979ba7",
        ActionDisabledBackground = "#2c2c33",
        Background = "#131316",
        BackgroundGray = "#222227",
        Surface = "#1a1a1e",
        DrawerBackground = "#1a1a1e",
        DrawerText = "#b0b3bd",
        DrawerIcon = "#b0b3bd",
        AppbarBackground = "#1a1a1e",
        AppbarText = "#ececf1",
        LinesDefault = "#2f3037",
        LinesInputs = "#2f3037",
        TableLines = "#2f3037",
        TableHover = "#222227",
        Divider = "#2f3037",
        DividerLight = "#2f3037",
        Skeleton = "#2c2c33",
    };

    private static Typography Type => new()
    {
        Default = Of<DefaultTypography>("14px", "20px"),
        H1 = Of<H1Typography>("20px", "28px", "600"),
        H2 = Of<H2Typography>("15px", "24px", "600"),
        H6 = Of<H6Typography>("15px", "24px", "600"),
        Subtitle1 = Of<Subtitle1Typography>("14px", "20px"),
        Body1 = Of<Body1Typography>("14px", "20px"),
        Body2 = Of<Body2Typography>("14px", "20px"),
        Button = Of<ButtonTypography>("14px", "20px", "500"),
        Caption = Of<CaptionTypography>("13px", "18px"),
    };

    private static T Of<T>(string size, string line, string weight = "400")
        where T : BaseTypography, new() =>
        new() { FontFamily = Font, FontSize = size, LineHeight = line, FontWeight = weight, LetterSpacing = weight == "600" ? "-.01em" : "normal" };
}
