using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using MudBlazor;
using Sluice.Configuration;
using Sluice.WebConsole.Assets;

namespace Sluice.WebConsole.Components.Layout;

/// <summary>What is around each page.</summary>
public sealed partial class MainLayout : IDisposable
{
    private readonly MudTheme _theme = ConsoleTheme.Create();
    private DotNetObjectReference<MainLayout>? _self;
    private ErrorBoundary? _boundary;
    private bool _isDark;

    // Nothing is shown in a theme that is not the reader's.
    private bool _isKnown;


    [Inject]
    private ConsoleAssets Files { get; set; } = null!;

    [Inject]
    private SluiceSettings Settings { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    private bool IsLocked => Settings.Console is { Token: not null } or { Oidc: not null };

    /// <summary>The browser tells that the system's preference, or another tab's choice, has changed.</summary>
    [JSInvokable]
    public Task ThemeChanged(bool isDark) => InvokeAsync(() =>
    {
        _isDark = isDark;
        StateHasChanged();
    });

    public void Dispose() => _self?.Dispose();

    protected override void OnParametersSet() => _boundary?.Recover();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _isDark = await Script.InvokeAsync<bool>("sluice.isDark");
            await Script.InvokeVoidAsync("sluice.watchTheme", _self);
            _isKnown = true;
            StateHasChanged();
        }
    }

    private async Task SwitchThemeAsync()
    {
        _isDark = !_isDark;
        await Script.InvokeVoidAsync("sluice.setTheme", _isDark ? "dark" : "light");
    }
}
