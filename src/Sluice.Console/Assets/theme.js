// Runs before the first paint, so that a dark page never flashes white. Pages set the theme through window.sluice.
(() => {
  const key = 'sluice-theme';
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const chosen = () => {
    try { return localStorage.getItem(key); } catch { return null; }
  };
  const isDark = () => (chosen() ?? (dark.matches ? 'dark' : 'light')) === 'dark';
  const apply = () => { document.documentElement.dataset.theme = isDark() ? 'dark' : 'light'; };
  window.sluice = {
    isDark,
    setTheme(theme) {
      try { localStorage.setItem(key, theme); } catch { /* a page without storage forgets */ }
      apply();
    },
    watchTheme(page) {
      const told = () => { apply(); page.invokeMethodAsync('ThemeChanged', isDark()); };
      dark.addEventListener('change', told);
      window.addEventListener('storage', e => { if (e.key === key) told(); });
    },
  };
  apply();
})();
