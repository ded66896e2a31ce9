// What the page gains when scripts run: live figures, search and order in tables, larger pictures.
// Everything stands in the page without it.

const words = document.body.dataset;

figures();
document.querySelectorAll('[data-searchable]').forEach((table) => {
  searchable(table);
  sortable(table.querySelector('table'));
});
lightbox();
contents();
document.addEventListener('toggle', ({ target }) => unpack(target), true);
addEventListener('hashchange', reveal);
reveal();

/** Each figure becomes live when it comes near the window; on paper it stays as drawn. */
function figures() {
  const specs = JSON.parse(document.getElementById('figures').textContent);
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      const live = document.createElement('div');
      live.className = 'live';
      live.style.height = `${target.clientHeight}px`;
      target.append(live);
      target.classList.add('is-live');
      wenhengCharts.mount(live, specs[target.dataset.figure]);
    }
  }, { rootMargin: '300px' });
  document.querySelectorAll('.chart').forEach((chart) => near.observe(chart));
}

function searchable(table) {
  const label = table.querySelector('.filter');
  const rows = [...table.querySelectorAll('tbody tr')];
  const none = table.querySelector('.none');
  label.hidden = false;
  label.querySelector('input').addEventListener('input', (event) => {
    const wanted = event.target.value.trim().toLowerCase().split(/\s+/);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !wanted.every((word) => text.includes(word));
    }
    none.hidden = rows.some((row) => !row.hidden);
  });
}

function sortable(table) {
  table.querySelectorAll('thead th').forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('aria-label', `${words.sort}: ${head.textContent}`);
    head.append(button);
    head.classList.add('sorts');
    head.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      table.querySelectorAll('[aria-sort]').forEach((each) => each.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const rows = [...table.tBodies[0].rows].sort((a, b) => compared(a.cells[column], b.cells[column], down));
      table.tBodies[0].append(...rows);
    });
  });
}

/** Numbers by value, words by their language; what has no number stands last either way. */
function compared(a, b, down) {
  const [x, y] = [a.dataset.sort, b.dataset.sort];
  if (x === undefined && y === undefined) {
    return a.textContent.localeCompare(b.textContent, document.documentElement.lang) * (down ? -1 : 1);
  }
  if (x === undefined || y === undefined) return x === undefined ? 1 : -1;
  return (x - y) * (down ? -1 : 1);
}

function lightbox() {
  const dialog = document.createElement('dialog');
  const picture = document.createElement('img');
  const form = document.createElement('form');
  const caption = document.createElement('span');
  const close = document.createElement('button');
  dialog.className = 'lightbox';
  close.textContent = words.close;
  close.type = 'button';
  form.append(caption, close);
  dialog.append(form, picture);
  document.body.append(dialog);
  const shut = () => dialog.close();
  close.addEventListener('click', shut);
  picture.addEventListener('click', shut);
  dialog.addEventListener('click', (event) => event.target === dialog && shut());
  document.addEventListener('click', (event) => {
    const shot = event.target.closest('.shot');
    if (!shot) return;
    event.preventDefault();
    const small = shot.querySelector('img');
    picture.src = small.src;
    picture.alt = small.alt;
    caption.textContent = small.alt;
    dialog.showModal();
  });
}

/** The entry of the chapter that is being read is marked in the contents. */
function contents() {
  const chapters = document.querySelectorAll('main > section');
  const links = new Map([...chapters].map(({ id }) => [id, document.querySelector(`.toc a[href="#${id}"]`)]));
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      links.forEach((link) => link.removeAttribute('aria-current'));
      links.get(entry.target.id).setAttribute('aria-current', 'true');
    }
  }, { rootMargin: '-10% 0px -80% 0px' });
  chapters.forEach((chapter) => seen.observe(chapter));
}

/** A large report keeps each fold packed until it is opened. */
async function unpack(fold) {
  const pack = fold.dataset.pack;
  if (!pack) return;
  delete fold.dataset.pack;
  const bytes = Uint8Array.from(atob(pack), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const held = document.createElement('template');
  held.innerHTML = await new Response(stream).text(); // written by the report's writer, all text escaped
  fold.querySelectorAll(':scope > :not(summary)').forEach((note) => note.remove());
  fold.append(held.content);
  fold.querySelectorAll('[data-searchable]').forEach((table) => {
    searchable(table);
    sortable(table.querySelector('table'));
  });
}

/** Opens every fold around the target of the address, and the target itself. */
async function reveal() {
  const name = decodeURIComponent(location.hash.slice(1));
  if (!name) return;
  for (const fold of document.querySelectorAll('[data-pack]')) {
    if (document.getElementById(name)) break;
    await unpack(fold);
  }
  const target = document.getElementById(name);
  if (!target) return;
  for (let fold = target.closest('details'); fold; fold = fold.parentElement.closest('details')) {
    await unpack(fold);
    fold.open = true;
  }
  target.scrollIntoView();
}
