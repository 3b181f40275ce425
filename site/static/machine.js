// The live machine of a lab's page: boots the lab's kernel in v86, with its serial console in a terminal
// and its screen beside it. Everything comes from this site, and is loaded when the machine is started.

const kColumns = 80;
const kRows = 25;
const kFontSize = 13;
const kLargeFont = 17;
const kSmallestFont = 6;

const kStates = {
    off: "switched off",
    loading: "loading…",
    running: "running",
    paused: "paused",
    failed: "failed",
};

function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (key.startsWith("on")) {
            made.addEventListener(key.slice(2), value);
        } else {
            made.setAttribute(key, value);
        }
    }
    made.append(...children);
    return made;
}

function loadScript(url) {
    return new Promise((resolve, reject) => {
        const script = element("script", {src: url});
        script.onload = resolve;
        script.onerror = () => reject(new Error(`cannot load ${url}`));
        document.head.append(script);
    });
}

async function fetchFile(url) {
    const answer = await fetch(url);
    if (!answer.ok) {
        throw new Error(`cannot load ${url}: ${answer.status}`);
    }
    return answer;
}

async function fetchBytes(url) {
    return (await fetchFile(url)).arrayBuffer();
}

// A disk image that is mostly empty: compressed on the site, or not there at all when it holds nothing.
async function fetchDisk(folder, disk) {
    if (!disk.file) {
        return new ArrayBuffer(disk.size);
    }
    const packed = (await fetchFile(folder + disk.file)).body;
    const image = await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
    if (image.byteLength !== disk.size) {
        throw new Error(`${disk.file} has ${image.byteLength} bytes instead of ${disk.size}`);
    }
    return image;
}

class Machine {
    constructor(panel) {
        this.panel = panel;
        this.base = new URL(panel.dataset.base, document.baseURI).href;
        this.lab = panel.dataset.lab;
        this.build();
        this.show("off");
        // For whoever looks at the page from outside, such as its tests.
        panel.machine = this;
    }

    build() {
        this.startButton = element("button", {type: "button", class: "start", onclick: () => this.toggle()});
        this.resetButton = element("button", {type: "button", class: "reset", onclick: () => this.reset()}, "Reset");
        this.sizeButton = element("button", {type: "button", class: "size", onclick: () => this.resize()}, "Enlarge");
        this.status = element("span", {class: "status", role: "status"});
        this.terminalBox = element("div", {class: "terminal"});
        // The emulator draws text into the first child and graphics into the second.
        this.screen = element(
            "div", {class: "screen", tabindex: "0", "aria-label": "The machine's screen; click to type into it"},
            element("div", {class: "text"}), element("canvas"));
        this.screen.addEventListener("focus", () => this.emulator?.keyboard_set_enabled(true));
        this.screen.addEventListener("blur", () => this.emulator?.keyboard_set_enabled(false));
        const consoles = element(
            "div", {class: "consoles"},
            element("figure", {class: "serial"}, element("figcaption", {}, "Serial console"), this.terminalBox),
            element("figure", {class: "video"}, element("figcaption", {}, "Screen (click it to type)"), this.screen));
        const hint = element("p", {class: "hint"}, this.panel.dataset.hint);
        const bar = element("div", {class: "bar"}, this.startButton, this.resetButton, this.sizeButton, this.status);
        this.panel.replaceChildren(bar, consoles, hint);
    }

    show(state, detail = "") {
        this.panel.dataset.state = state;
        this.status.textContent = `lab ${this.lab}: ${kStates[state]}${detail && " — "}${detail}`;
        this.startButton.textContent = {running: "Pause", paused: "Go on"}[state] ?? "Start";
        this.startButton.disabled = state === "loading";
        this.sizeButton.hidden = state === "off";
        this.resetButton.disabled = !["running", "paused"].includes(state);
    }

    async toggle() {
        if (this.panel.dataset.state === "running") {
            await this.emulator.stop();
            this.show("paused");
        } else if (this.panel.dataset.state === "paused") {
            await this.emulator.run();
            this.show("running");
            this.terminal.focus();
        } else {
            await this.start();
        }
    }

    async start() {
        this.show("loading");
        try {
            if (location.protocol === "file:") {
                throw new Error("a browser loads the machine from a web server only: make site-serve");
            }
            await this.openTerminal();
            await this.createEmulator();
            this.show("running");
            this.terminal.focus();
        } catch (error) {
            this.show("failed", error.message);
        }
    }

    async openTerminal() {
        if (this.terminal) {
            return;
        }
        document.head.append(element("link", {rel: "stylesheet", href: `${this.base}xterm/xterm.css`}));
        await loadScript(`${this.base}xterm/xterm.js`);
        this.terminal = new Terminal({
            cols: kColumns, rows: kRows, fontSize: kFontSize, scrollback: 5000, convertEol: true,
            fontFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
            theme: {background: "#14181d", foreground: "#dde3ea"},
        });
        this.terminal.open(this.terminalBox);
        this.terminal.onData((keys) => this.emulator?.serial0_send(keys));
        this.fit();
        new ResizeObserver(() => this.fit()).observe(this.terminalBox);
    }

    // The whole window, or back to a place in the page.
    resize() {
        const large = this.panel.classList.toggle("large");
        document.documentElement.style.overflow = large ? "hidden" : "";
        this.sizeButton.textContent = large ? "Back to the page" : "Enlarge";
        this.terminal?.focus();
    }

    // The font is as large as makes all columns fit.
    fit() {
        const screen = this.terminalBox.querySelector(".xterm-screen");
        const room = this.terminalBox.clientWidth - 13;  // without padding
        const size = this.terminal.options.fontSize;
        const perPoint = screen.clientWidth / size;
        if (room > 0 && perPoint > 0) {
            const most = this.panel.classList.contains("large") ? kLargeFont : kFontSize;
            const best = Math.max(kSmallestFont, Math.min(most, Math.floor(room / perPoint * 2) / 2));
            if (best !== size) {
                this.terminal.options.fontSize = best;
                // The terminal measures its new lines with the next frame.
                requestAnimationFrame(() => this.terminal.scrollToBottom());
            }
        }
    }

    async createEmulator() {
        const folder = `${this.base}lab${this.lab}/`;
        const description = await (await fetchFile(`${folder}machine.json`)).json();
        const {V86} = await import(`${this.base}v86/libv86.mjs`);
        const options = {
            wasm_path: `${this.base}v86/v86.wasm`,
            bios: {buffer: await fetchBytes(`${this.base}bios/bios.bin`)},
            vga_bios: {buffer: await fetchBytes(`${this.base}bios/vgabios-stdvga.bin`)},
            memory_size: description.memory,
            vga_memory_size: 8 << 20,
            screen: {container: this.screen},
            disable_mouse: true,
            disable_speaker: true,
            autostart: true,
        };
        for (const [slot, disk] of Object.entries(description.disks)) {
            options[slot] = {buffer: await fetchDisk(folder, disk)};
        }
        this.emulator = new V86(options);
        this.emulator.add_listener("serial0-output-byte", (byte) => this.terminal.write(new Uint8Array([byte])));
        await new Promise((resolve) => this.emulator.add_listener("emulator-started", resolve));
        this.emulator.keyboard_set_enabled(document.activeElement === this.screen);
    }

    // The button on the case: memory is lost, the disks keep what they have.
    async reset() {
        if (this.panel.dataset.state === "paused") {
            await this.emulator.run();
        }
        this.terminal.reset();
        this.emulator.restart();
        this.show("running");
        this.terminal.focus();
    }

    // The terminal's text, all lines of it.
    text() {
        const buffer = this.terminal?.buffer.active;
        const lines = [];
        for (let i = 0; i < (buffer?.length ?? 0); ++i) {
            lines.push(buffer.getLine(i).translateToString(true));
        }
        return lines.join("\n");
    }
}

for (const panel of document.querySelectorAll("div.machine")) {
    if (!panel.machine) {
        new Machine(panel);
    }
}
