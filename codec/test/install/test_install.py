# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Installs the codec into a directory of its own and uses it as somebody else's program would.

usage: test_install.py SCRATCH_DIRECTORY [TEST...]
"""

import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import unittest

CODEC = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
DOCUMENT = CODEC.parent / "doc/install.rst"
SCRATCH = pathlib.Path(".")
VERSION = re.search(r"project\(l4m VERSION ([\d.]+)", (CODEC / "CMakeLists.txt").read_text(encoding="utf-8")).group(1)
SONAME = "libl4m.so." + VERSION.rsplit(".", 1)[0]
# Variables that would lead a compiler or linker to another copy.
CLEAN = {k: v for k, v in os.environ.items() if k not in ("LD_LIBRARY_PATH", "LIBRARY_PATH", "CPATH", "CMAKE_PREFIX_PATH")}


def call(*command, status=0, **environment):
    """Runs a command. Returns standard output and error; another exit status than that expected is a failure."""
    done = subprocess.run(
        [str(c) for c in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env={**CLEAN, **environment},
    )
    if (done.returncode == 0) != (status == 0):
        raise AssertionError(f"{command}: exit status {done.returncode}\n{done.stdout}")
    return done.stdout


def free_port():
    """A UDP port that nobody has on the loopback addresses, as text."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("0.0.0.0", 0))
        return str(probe.getsockname()[1])


def cmake(source, build, *options):
    call("cmake", "-S", source, "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", *options)
    call("ninja", "-C", build, "-j2")


def prefix():
    return SCRATCH / "prefix"


def example():
    return prefix() / "share/doc/libl4m-dev/examples/handshake.c"


def public_functions():
    """The functions that the installed headers declare."""
    names = set()
    for header in (prefix() / "include/l4m").glob("*.h"):
        text = re.sub(r"/\*.*?\*/", "", header.read_text(encoding="utf-8"), flags=re.S)
        names |= set(re.findall(r"^[a-z][\w *]*?\b(l4m_\w+)\(", text, flags=re.M))
    return names


def setUpModule():
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    cmake(CODEC, SCRATCH / "build", "-DL4M_DEVELOP=OFF", "-DCMAKE_INSTALL_LIBDIR=lib")
    call("cmake", "--install", SCRATCH / "build", "--prefix", prefix())


class Works(unittest.TestCase):
    def assert_works(self, program, **environment):
        self.assertIn("10.0.0.99: hello", call(program, **environment))

    def links(self, program):
        return "libl4m" in call("readelf", "-d", program)


class Libraries(unittest.TestCase):
    def test_shared_library_has_a_versioned_soname(self):
        lib = prefix() / "lib"
        self.assertRegex(call("readelf", "-d", lib / "libl4m.so"), rf"SONAME.*\[{re.escape(SONAME)}\]")
        self.assertEqual(os.readlink(lib / "libl4m.so"), SONAME)
        self.assertEqual(os.readlink(lib / SONAME), "libl4m.so." + VERSION)
        self.assertNotRegex(call("readelf", "-d", lib / "libl4m.so"), "RPATH|RUNPATH")

    def test_shared_library_shows_the_public_functions_and_nothing_else(self):
        shown = call("nm", "-D", "--defined-only", prefix() / "lib/libl4m.so").splitlines()
        functions = {re.sub("@.*", "", line.split()[2]) for line in shown if line.split()[1] != "A"}
        self.assertGreater(len(functions), 40)
        self.assertEqual(functions, public_functions())

    def test_names_of_the_static_library_begin_with_l4m(self):
        shown = call("nm", "-g", "--defined-only", prefix() / "lib/libl4m.a").splitlines()
        names = {line.split()[2] for line in shown if len(line.split()) == 3}
        self.assertLessEqual(public_functions(), names)
        self.assertEqual({name for name in names if not name.startswith("l4m_")}, set())

    def test_no_warning_of_a_compiler_stops_who_only_installs(self):
        self.assertNotIn("-Werror", (SCRATCH / "build/build.ninja").read_text(encoding="utf-8"))


class Headers(unittest.TestCase):
    def test_version_is_that_of_the_package(self):
        text = (prefix() / "include/l4m/version.h").read_text(encoding="utf-8")
        self.assertIn(f'#define L4M_LIBRARY_VERSION "{VERSION}"\n', text)

    def test_each_compiles_alone_as_c11_and_as_cxx17(self):
        headers = sorted(path.name for path in (prefix() / "include/l4m").iterdir())
        self.assertEqual(headers, sorted(path.name for path in (CODEC / "include/l4m").glob("*.h")))
        for header in headers:
            for compiler, standard, language in (("gcc", "c11", "c"), ("g++", "c++17", "c++")):
                with self.subTest(header=header, standard=standard):
                    source = SCRATCH / "header.txt"
                    source.write_text(f"#include <l4m/{header}>\n", encoding="utf-8")
                    flags = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", "-x", language]
                    call(compiler, f"-std={standard}", f"-I{prefix()}/include", *flags, source)


class PkgConfig(Works):
    def ask(self, *options, where=None):
        path = str((where or prefix()) / "lib/pkgconfig")
        return call("pkg-config", *options, "l4m", PKG_CONFIG_PATH=path).split()

    def test_shared(self):
        program = SCRATCH / "pkg-config-shared"
        call("gcc", "-std=c11", example(), *self.ask("--cflags", "--libs"), "-o", program)
        self.assertTrue(self.links(program))
        self.assert_works(program, LD_LIBRARY_PATH=str(prefix() / "lib"))

    def test_static(self):
        program = SCRATCH / "pkg-config-static"
        flags = self.ask("--static", "--cflags", "--libs")
        self.assertIn("-lcrypto", flags)
        call("gcc", "-std=c11", example(), *("-l:libl4m.a" if f == "-ll4m" else f for f in flags), "-o", program)
        self.assertFalse(self.links(program))
        self.assert_works(program)

    def test_version(self):
        self.assertEqual(self.ask("--modversion"), [VERSION])

    def test_a_copy_that_was_moved_still_works(self):
        moved = SCRATCH / "moved"
        shutil.copytree(prefix(), moved, symlinks=True)
        program = SCRATCH / "pkg-config-moved"
        flags = self.ask("--cflags", "--libs", where=moved)
        self.assertNotIn(str(prefix()), " ".join(flags))
        call("gcc", example(), *flags, "-o", program)
        self.assert_works(program, LD_LIBRARY_PATH=str(moved / "lib"))


class FindPackage(Works):
    def options(self, wanted):
        return [f"-DCMAKE_PREFIX_PATH={prefix()}", f"-DWANTED={wanted}", f"-DPROGRAM={example()}"]

    def test_shared_and_static(self):
        build = SCRATCH / "find-package"
        cmake(HERE / "find-package", build, *self.options("0.1"))
        self.assertTrue(self.links(build / "shared"))
        self.assert_works(build / "shared")
        self.assertFalse(self.links(build / "static"))
        self.assert_works(build / "static")

    def test_another_minor_version_is_refused(self):
        for wanted in ("0.0", "0.2", "1.0"):
            with self.subTest(wanted=wanted):
                build = SCRATCH / f"find-package-{wanted}"
                said = call("cmake", "-S", HERE / "find-package", "-B", build, "-G", "Ninja", *self.options(wanted), status=1)
                self.assertIn(f'compatible with requested version "{wanted}"', re.sub(r"\s+", " ", said))


class OtherDirectories(Works):
    def test_absolute_and_deeper_ones(self):
        build, root = SCRATCH / "elsewhere-build", SCRATCH / "elsewhere"
        cmake(
            CODEC,
            build,
            "-DL4M_DEVELOP=OFF",
            "-DL4M_DOC=OFF",
            f"-DCMAKE_INSTALL_PREFIX={root}/prefix",
            f"-DCMAKE_INSTALL_LIBDIR={root}/libraries",
            "-DCMAKE_INSTALL_INCLUDEDIR=include/deeper",
        )
        call("cmake", "--install", build)
        flags = call("pkg-config", "--cflags", "--libs", "l4m", PKG_CONFIG_PATH=str(root / "libraries/pkgconfig")).split()
        call("gcc", example(), *flags, "-o", root / "program")
        self.assert_works(root / "program", LD_LIBRARY_PATH=str(root / "libraries"))
        user = SCRATCH / "elsewhere-user"
        cmake(HERE / "find-package", user, f"-DCMAKE_PREFIX_PATH={root}/libraries/cmake", "-DWANTED=0.1", f"-DPROGRAM={example()}")
        self.assert_works(user / "static")


class AddSubdirectory(Works):
    def test_the_library_and_nothing_more(self):
        build = SCRATCH / "add-subdirectory"
        cmake(HERE / "add-subdirectory", build, f"-DCODEC={CODEC}", f"-DPROGRAM={example()}")
        self.assertFalse(self.links(build / "static"))
        self.assert_works(build / "static")
        # Neither a warning of a compiler that we have not seen to stop their build,
        self.assertNotIn("-Werror", (build / "build.ninja").read_text(encoding="utf-8"))
        # nor tests of ours among theirs, nor programs, nor files of ours in their installation.
        self.assertIn("Total Tests: 0", call("ctest", "--test-dir", build, "-N"))
        self.assertEqual({path.name for path in (build / "codec").rglob("*") if path.suffix in (".a", ".so")}, {"libl4m.a"})
        self.assertFalse((build / "codec/bench").exists())
        call("cmake", "--install", build, "--prefix", SCRATCH / "theirs")
        self.assertFalse((SCRATCH / "theirs").exists())


class Reference(unittest.TestCase):
    @unittest.skipUnless(shutil.which("doxygen"), "Doxygen is not installed")
    def test_names_every_function(self):
        pages = "".join(path.read_text(encoding="utf-8") for path in (prefix() / "share/doc/libl4m-dev/html").glob("*.html"))
        self.assertEqual({name for name in public_functions() if f">{name}</a>" not in pages}, set())


@unittest.skipUnless(DOCUMENT.exists(), "the codec is here without the project's documentation")
class Documentation(unittest.TestCase):
    def test_every_line_can_be_pasted_and_gives_what_it_says(self):
        blocks = re.findall(r"^\.\. code-block:: (\w+)\n\n((?:   .*\n|\n)+)", DOCUMENT.read_text(encoding="utf-8"), re.M)
        blocks = [(kind, "".join(line[3:] or "\n" for line in body.splitlines(True))) for kind, body in blocks]
        home = SCRATCH / "home"
        home.mkdir()
        script = SCRATCH / "pasted.sh"
        commands = "\n".join(body for kind, body in blocks if kind == "sh")
        # Another test may run at the same time: a port of our own in place of the document's.
        script.write_text(f"set -e\ncd '{CODEC.parent}'\n" + commands.replace("7000", free_port()), encoding="utf-8")
        printed = call("bash", script, HOME=str(home), PKG_CONFIG_PATH="")
        expected = [body.strip() for kind, body in blocks if kind == "text"]
        self.assertGreaterEqual(len(expected), 4)
        for text in expected:
            for line in text.splitlines():
                # On a slow machine the client repeats itself, and the attacker then has more to replay.
                pattern = re.escape(line) if not re.match("(replayed|altered|returned|discarded) ", line) else re.sub(r"\d+", r"\\d+", line)
                self.assertRegex(printed, re.compile(f"^{pattern}$", re.M))
        # hello by pkg-config, static and by CMake
        self.assertEqual(printed.count("suite default: 28 bytes"), 3)


class DebianPackages(Works):
    @classmethod
    def setUpClass(cls):
        build = SCRATCH / "debian"
        cmake(CODEC, build, "-DL4M_DEVELOP=OFF", "-DL4M_TOOL=ON", "-DCMAKE_INSTALL_PREFIX=/usr")
        call("cpack", "-G", "DEB", "--config", build / "CPackConfig.cmake", "-B", SCRATCH / "package")
        cls.packages = {path.name.split("_")[0]: path for path in (SCRATCH / "package").glob("*.deb")}
        cls.architecture = call("dpkg", "--print-architecture").strip()

    def field(self, package, name):
        return call("dpkg-deb", "--field", self.packages[package], name).strip()

    def control_file(self, package, name):
        control = SCRATCH / ("control-" + package)
        call("dpkg-deb", "--control", self.packages[package], control)
        return (control / name).read_text(encoding="utf-8")

    def test_one_for_running_one_for_compiling_one_for_tools(self):
        names = {"libl4m0.1": "libs", "libl4m-dev": "libdevel", "l4m-tools": "net"}
        summaries = set()
        self.assertEqual(set(self.packages), set(names))
        for name, section in names.items():
            with self.subTest(package=name):
                self.assertEqual(self.packages[name].name, f"{name}_{VERSION}_{self.architecture}.deb")
                self.assertEqual(self.field(name, "Package"), name)
                self.assertEqual(self.field(name, "Version"), VERSION)
                self.assertEqual(self.field(name, "Section"), section)
                summary, *text = self.field(name, "Description").split("\n")
                self.assertGreater(len(text), 5)
                summaries.add(summary)
        self.assertEqual(len(summaries), len(names))

    def test_dependences(self):
        self.assertRegex(self.field("libl4m0.1", "Depends"), r"libc6.*libssl3|libssl3.*libc6")
        self.assertNotIn("libssl-dev", self.field("libl4m0.1", "Depends"))
        self.assertIn(f"libl4m0.1 (= {VERSION})", self.field("libl4m-dev", "Depends"))
        self.assertIn("libssl-dev (>= 3.0)", self.field("libl4m-dev", "Depends"))
        for library in ("libpcap0.8", "libjansson4", "libssl3"):
            self.assertIn(library, self.field("l4m-tools", "Depends"))

    def test_the_shared_library_is_made_known(self):
        self.assertIn("ldconfig", self.control_file("libl4m0.1", "triggers"))
        self.assertRegex(
            self.control_file("libl4m0.1", "shlibs"), rf"^libl4m {SONAME[len('libl4m.so.'):]} libl4m0\.1 \(>= {VERSION}\)"
        )

    def contents(self, package):
        lines = call("dpkg-deb", "--contents", self.packages[package]).splitlines()
        return [line.split(None, 5) for line in lines]

    def test_contents(self):
        lib = f"./usr/lib/{call('gcc', '-print-multiarch').strip()}"
        expected = {
            "libl4m0.1": [f"{lib}/{SONAME}", f"{lib}/libl4m.so.{VERSION}"],
            "libl4m-dev": [
                f"{lib}/libl4m.a",
                f"{lib}/libl4m.so",
                f"{lib}/pkgconfig/l4m.pc",
                f"{lib}/cmake/l4m/l4m-config.cmake",
                "./usr/include/l4m/l4m.h",
                "./usr/share/doc/libl4m-dev/examples/handshake.c",
            ],
            "l4m-tools": [
                "./usr/bin/l4m-tool",
                "./usr/share/l4m/wireshark/l4m.lua",
                "./usr/share/l4m/wireshark/l4m_mac.lua",
                "./usr/share/man/man1/l4m-tool.1.gz",
            ],
        }
        owners = {}
        for package, wanted in expected.items():
            entries = self.contents(package)
            paths = {entry[5].split(" -> ")[0] for entry in entries}
            doc = f"./usr/share/doc/{package}"
            self.assertLessEqual({*wanted, f"{doc}/changelog.gz", f"{doc}/copyright"}, paths)
            for mode, owner, _, _, _, path in entries:
                with self.subTest(path=path):
                    self.assertEqual(owner, "root/root")
                    program = path.startswith("./usr/bin/") and path != "./usr/bin/"
                    self.assertIn(mode, ["-rwxr-xr-x"] if program else ["drwxr-xr-x", "-rw-r--r--", "lrwxrwxrwx"])
                    self.assertRegex(path, r"^\./(usr/((bin|include|lib|share)/.*)?)?$")
                    if not path.endswith("/"):
                        self.assertEqual(owners.setdefault(path, package), package)

    def test_unpacked_they_work_and_hold_no_path_of_the_build(self):
        root = SCRATCH / "root"
        for package in self.packages.values():
            call("dpkg-deb", "--extract", package, root)
        for path in root.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                self.assertNotIn(str(SCRATCH).encode(), content, path)
                self.assertNotIn(str(CODEC).encode(), content, path)
        (pc,) = root.rglob("l4m.pc")
        flags = call("pkg-config", "--cflags", "--libs", "l4m", PKG_CONFIG_PATH=str(pc.parent)).split()
        program = SCRATCH / "debian-program"
        call("gcc", example(), *flags, "-o", program)
        self.assert_works(program, LD_LIBRARY_PATH=str(pc.parent.parent))
        self.assertEqual(call(root / "usr/bin/l4m-tool", "--version"), f"l4m-tool {VERSION}\n")


class ManPage(unittest.TestCase):
    def test_has_every_option_of_the_help_and_no_other(self):
        page = (CODEC / "tool/l4m-tool.1.in").read_text(encoding="utf-8").replace("\\-", "-")
        source = (CODEC / "tool/main.c").read_text(encoding="utf-8")
        usage = source[: source.index("enum")]
        self.assertEqual(set(re.findall(r"--[a-z]+(?:-[a-z]+)*", page)), set(re.findall(r"--[a-z]+(?:-[a-z]+)*", usage)))

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_is_formatted_without_a_warning(self):
        done = subprocess.run(
            ["groff", "-man", "-Tutf8", "-ww", CODEC / "tool/l4m-tool.1.in"], capture_output=True, text=True, check=True
        )
        self.assertEqual(done.stderr, "")
        self.assertIn("l4m-tool", done.stdout)


if __name__ == "__main__":
    SCRATCH = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
