'use strict';
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const search = document.getElementById('search');
  const help = document.getElementById('help');
  const shown = document.getElementById('shown');
  const none = document.getElementById('none');
  const levels = all('.level');
  const choices = all('select[data-choice]');
  const groups = all('.group').map((element) => ({ element, count: 0 }));
  const byElement = new Map(groups.map((group) => [group.element, group]));
  const headings = all('h2.file');
  const items = all('.item').map((element) => {
    const section = element.closest('.group');
    return { element, group: byElement.get(section), file: section.dataset.file, text: null };
  });
  let current = -1;

  // The words of an item, put together when somebody searches for the first time.
  const words = (item) => {
    const title = item.group.element.querySelector('h3').textContent;
    item.text ??= `${item.element.textContent} ${title} ${item.file}`.toLowerCase();
    return item.text;
  };
  const has = (item, choice) => {
    const { value, dataset } = choice;
    if (value === '') return true;
    if (dataset.choice === 'file') return item.file === value;
    return item.element.dataset[dataset.choice].split(' ').includes(value);
  };
  const filter = () => {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hidden = new Set(levels.filter((level) => level.ariaPressed === 'false').map((level) => level.dataset.level));
    const files = new Set();
    let count = 0;
    for (const group of groups) group.count = 0;
    for (const item of items) {
      const fits = !hidden.has(item.element.dataset.level) && choices.every((choice) => has(item, choice)) &&
        wanted.every((word) => words(item).includes(word));
      if (item.element.hidden === fits) item.element.hidden = !fits;
      if (fits) {
        item.group.count += 1;
        files.add(item.file);
        count += 1;
      }
    }
    for (const { element, count } of groups) element.hidden = count === 0;
    for (const heading of headings) heading.hidden = !files.has(heading.dataset.file);
    const word = items.length === 1 ? shown.dataset.word : `${shown.dataset.word}s`;
    shown.textContent = `${count} of ${items.length} ${word}`;
    none.hidden = count > 0 || items.length === 0;
  };
  let due = 0;
  const soon = () => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(filter);
  };
  const reset = () => {
    search.value = '';
    for (const choice of choices) choice.value = '';
    for (const level of levels) level.ariaPressed = 'true';
    filter();
  };
  const toggle = (level) => {
    level.ariaPressed = String(level.ariaPressed !== 'true');
    filter();
  };
  const switchTheme = () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
  };
  // Goes to the next item that is shown, or the one before.
  const step = (by) => {
    const focused = items.findIndex((item) => item.element === document.activeElement);
    let next = (focused >= 0 ? focused : current) + by;
    while (items[next]?.element.hidden) next += by;
    if (!items[next]) return;
    current = next;
    const { element } = items[next];
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: 'start', behavior: 'instant' });
  };
  const keys = {
    '/': () => search.focus(),
    '?': () => help.showModal(),
    j: () => step(1),
    k: () => step(-1),
    r: reset,
    t: switchTheme,
  };
  for (const level of levels) {
    keys[level.dataset.key] = () => toggle(level);
    level.addEventListener('click', () => toggle(level));
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const { target, key } = event;
    if (key === 'Escape' && target === search) {
      if (search.value === '') search.blur();
      search.value = '';
      filter();
    } else if (key === 'Enter' && target.classList.contains('item')) {
      for (const details of all('details', target)) details.open = !details.open;
    } else if (!target.matches('input,select,textarea') && Object.hasOwn(keys, key)) {
      event.preventDefault();
      keys[key]();
    }
  });
  document.getElementById('filters').addEventListener('submit', (event) => event.preventDefault());
  document.getElementById('reset').addEventListener('click', (event) => {
    event.preventDefault();
    reset();
  });
  document.getElementById('theme').addEventListener('click', switchTheme);
  document.getElementById('keys').addEventListener('click', () => help.showModal());
  search.addEventListener('input', soon);
  for (const choice of choices) choice.addEventListener('change', filter);
  // What is folded is printed too.
  addEventListener('beforeprint', () => {
    for (const details of all('details')) details.open = true;
  });
  root.classList.add('js');
  filter();
})();
