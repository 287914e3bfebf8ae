// Keyboard, clipboard, and what to do when the agent goes away.
(() => {
  const typing = element => element?.matches?.('input, textarea, select, [contenteditable]');

  document.addEventListener('keydown', e => {
    if (e.key !== '/' || e.ctrlKey || e.metaKey || e.altKey || typing(document.activeElement)) return;
    const search = document.querySelector('[data-search] input, input[data-search]');
    if (search) {
      e.preventDefault();
      search.focus();
      search.select();
    } else {
      e.preventDefault();
      document.querySelector('a[data-search-page]')?.click();
    }
  });

  document.addEventListener('click', async e => {
    const skip = e.target.closest?.('a[data-skip]');
    if (skip) {
      e.preventDefault();
      document.getElementById('main')?.focus();
      return;
    }

    const button = e.target.closest?.('button[data-copy]');
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(source);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand('copy');
    }
    const label = button.querySelector('[data-copy-label]');
    if (label && !button.dataset.copied) {
      const before = label.textContent;
      button.dataset.copied = 'true';
      label.textContent = 'Copied';
      setTimeout(() => { label.textContent = before; delete button.dataset.copied; }, 1500);
    }
  });

  const modal = document.getElementById('components-reconnect-modal');
  modal?.addEventListener('components-reconnect-state-changed', e => {
    // The agent was started anew and knows nothing of this page
    if (e.detail.state === 'rejected') location.reload();
    if (e.detail.state === 'failed') {
      const again = setInterval(async () => {
        try {
          if ((await fetch(location.href, { method: 'HEAD', cache: 'no-store' })).status < 500) {
            clearInterval(again);
            location.reload();
          }
        } catch { /* still away */ }
      }, 2000);
    }
  });
})();
