using MudBlazor;

namespace Sluice.WebConsole.Components;

/// <summary>Colours and type. Every text colour has a contrast of 4.5 or more on its background (WCAG AA), in both palettes.</summary>
internal static class ConsoleTheme
{
    public static MudTheme Create() => new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b6278",
            Secondary = "#5b4b8a",
            Info = "#0b5cad",
            Success = "#1c6b3c",
            Warning = "#8a5300",
            Error = "#b3261e",
            Background = "#f4f6f8",
            BackgroundGray = "#e9edf0",
            Surface = "#ffffff",
            AppbarBackground = "#0f3d4a",
            AppbarText = "#ffffff",
            TextPrimary = "#16212b",
            TextSecondary = "#4a5a67",
            TextDisabled = "#5f6e79",
            ActionDefault = "#4a5a67",
            LinesDefault = "#d5dde3",
            LinesInputs = "#7c8b96",
            TableLines = "#e1e7eb",
            Divider = "#d5dde3",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#6cc5d9",
            PrimaryContrastText = "#06222a",
            Secondary = "#b9a9e8",
            Info = "#82b8ff",
            InfoContrastText = "#06192e",
            Success = "#76d19a",
            SuccessContrastText = "#062313",
            Warning = "#f2b84b",
            WarningContrastText = "#2b1c00",
            Error = "#ff9a8f",
            ErrorContrastText = "#3b0603",
            Background = "#11181d",
            BackgroundGray = "#0c1216",
            Surface = "#1a242b",
            AppbarBackground = "#0c1f27",
            AppbarText = "#eaf2f5",
            TextPrimary = "#e6edf1",
            TextSecondary = "#a9bac5",
            TextDisabled = "#8fa1ad",
            ActionDefault = "#a9bac5",
            LinesDefault = "#31414b",
            LinesInputs = "#7a8f9c",
            TableLines = "#27353e",
            Divider = "#31414b",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = ["system-ui", "-apple-system", "Segoe UI", "Noto Sans", "Liberation Sans", "sans-serif"], LetterSpacing = "normal" },
            Button = new ButtonTypography { TextTransform = "none", LetterSpacing = "normal", FontWeight = "600" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
    };
}
