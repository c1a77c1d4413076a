// What the browser may or may not offer: storage, identifiers, locks, clipboard. Each has a fallback,
// because the page is also opened over plain http on an intranet, and in private windows.

const memory = new Map();

function area() {
  try {
    const probe = "yy.probe";
    localStorage.setItem(probe, "1");
    localStorage.removeItem(probe);
    return localStorage;
  } catch (_) {
    return null;
  }
}

const local = area();

/**
 * Many browsers give a frame on another site no storage, but a cookie that belongs to the two sites
 * together. It holds the few short things that make a reload go on where it was.
 */
const IN_COOKIE = ["yy.sender", "yy.consent", "yy.large", "yy.farewell"];
const HALF_A_YEAR = 180 * 86400;

/** @param {string} key @param {string} value @param {number} [seconds] */
function bake(key, value, seconds = HALF_A_YEAR) {
  document.cookie = `${key}=${encodeURIComponent(value)}; Path=/; Max-Age=${seconds}; SameSite=None; Secure; Partitioned`;
}

/** @param {string} key @returns {string | null} */
function baked(key) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${key}=`));
  return found ? decodeURIComponent(found.slice(key.length + 1)) : null;
}

function cookies() {
  try {
    bake("yy.probe", "1");
    const kept = baked("yy.probe") === "1";
    bake("yy.probe", "", 0);
    return kept;
  } catch (_) {
    return false;
  }
}

const jar = local === null && window.parent !== window && cookies();
if (jar) for (const key of IN_COOKIE) if (baked(key) !== null) memory.set(key, baked(key));

/** Whether the browser keeps anything for this page; not so in some frames on other sites. */
export const lasting = local !== null || jar;

export const storage = {
  /** @param {string} key @returns {string | null} */
  get: (key) => (local ? local.getItem(key) : memory.get(key) ?? null),
  /** Falls back to memory when the browser's quota is used up. @param {string} key @param {string} value */
  set(key, value) {
    try {
      if (local) return local.setItem(key, value);
    } catch (_) {
      // Quota used up: the value still lives as long as this page.
    }
    memory.set(key, value);
    if (jar && IN_COOKIE.includes(key)) bake(key, value);
  },
  /** @param {string} key */
  remove(key) {
    if (local) local.removeItem(key);
    memory.delete(key);
    if (jar && IN_COOKIE.includes(key)) bake(key, "", 0);
  },
  /** @param {string} prefix @returns {string[]} */
  keys(prefix) {
    const all = local ? [...Array(local.length).keys()].map((i) => local.key(i) ?? "") : [];
    return [...new Set([...all, ...memory.keys()])].filter((key) => key.startsWith(prefix));
  },
};

/** Kept for this tab alone, also over a reload. `set` says whether the browser keeps it. */
export const tab = {
  /** @param {string} key @returns {string | null} */
  get(key) {
    try {
      return sessionStorage.getItem(key);
    } catch (_) {
      return null;
    }
  },
  /** @param {string} key @param {string} value @returns {boolean} */
  set(key, value) {
    try {
      sessionStorage.setItem(key, value);
      return true;
    } catch (_) {
      return false;
    }
  },
  /** @param {string} key */
  remove(key) {
    try {
      sessionStorage.removeItem(key);
    } catch (_) {
      // Nothing can be kept here, so nothing is.
    }
  },
};

/** A random UUID v4. `crypto.randomUUID` exists only on https and localhost. */
export function uuid() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * Runs `work` in one tab at a time. Without Web Locks the tabs may overlap; the server then
 * recognises a message sent twice by its id.
 * @param {string} name
 * @param {() => Promise<void>} work
 */
export async function exclusively(name, work) {
  if (!navigator.locks) return work();
  let begun = false;
  try {
    await navigator.locks.request(name, () => {
      begun = true;
      return work();
    });
  } catch (problem) {
    // In a frame on another site the browser may offer locks and then refuse them.
    if (begun) throw problem;
    await work();
  }
}

/** @param {string} text @returns {Promise<boolean>} whether the text is on the clipboard now */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (_) {
    const holder = document.createElement("textarea");
    holder.value = text;
    holder.className = "visually-hidden";
    document.body.append(holder);
    holder.select();
    const done = document.execCommand("copy");
    holder.remove();
    return done;
  }
}

/** Length as the server counts it: code points, so that a rare character or an emoji counts once. */
export const lengthOf = (/** @type {string} */ text) => [...text].length;
