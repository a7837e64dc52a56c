using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CoroFsm.Tests.Diagnostics.Graphs;

/// <summary>Mermaid in headless Chromium: draws diagrams and reads the texts that are displayed.</summary>
internal static partial class MermaidBrowser
{
    /// <summary>Draws each diagram; an element of the result is what one of them displays, or the error.</summary>
    private const string Script = """
        mermaid.initialize({ startOnLoad: false, maxTextSize: 1e7, maxEdges: 1e5 });
        const shown = element => element.innerText.replaceAll('\u00A0', ' ');
        const all = (svg, selector, part) => [...svg.querySelectorAll(selector)]
            .map(e => [...e.querySelectorAll(part)].map(shown).join('\n'))
            .filter(text => text !== '');
        (async () => {
            const drawings = [];
            for (const diagram of diagrams) {
                const box = document.createElement('div');
                try {
                    box.innerHTML = (await mermaid.render(`d${drawings.length}`, diagram)).svg;
                    document.body.append(box);
                    drawings.push({
                        States: all(box, 'g.node', '.nodeLabel'),
                        Superstates: all(box, 'g.statediagram-cluster', '.cluster-label .nodeLabel'),
                        Arrows: all(box, 'g.edgeLabels > g.edgeLabel', 'foreignObject > div'),
                    });
                } catch (error) {
                    drawings.push({ Error: String(error) });
                }
                box.remove();
            }
            const bytes = new TextEncoder().encode(JSON.stringify(drawings));
            document.body.innerHTML = `<pre id="result">${btoa(Array.from(bytes, b => String.fromCharCode(b)).join(''))}</pre>`;
        })();
        """;

    /// <summary>Gets the path of <c>mermaid.min.js</c>, or skips the test.</summary>
    internal static string LibraryOrSkip()
    {
        var library = Environment.GetEnvironmentVariable("MERMAID_JS");
        Assert.SkipUnless(
            File.Exists(library), "Mermaid is missing: unpack `npm pack mermaid` and set MERMAID_JS to its dist/mermaid.min.js.");
        return library!;
    }

    internal static async Task<Drawing[]> DrawOrSkipAsync(IReadOnlyCollection<string> diagrams)
    {
        var library = LibraryOrSkip();
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(bin => Path.Combine(bin, "chromium"))
            .FirstOrDefault(File.Exists);
        Assert.SkipUnless(program is not null, "Chromium is missing: apt-get install chromium.");

        var folder = Directory.CreateTempSubdirectory("CoroFsm");
        try
        {
            var page = Path.Combine(folder.FullName, "page.html");
            await File.WriteAllTextAsync(
                page,
                $"""
                <!doctype html><meta charset="utf-8"><body>
                <script src="{new Uri(library).AbsoluteUri}"></script>
                <script>const diagrams = {JsonSerializer.Serialize(diagrams)};{Script}</script>
                """,
                TestContext.Current.CancellationToken);
            var result = Result().Match(await DumpAsync(program!, folder.FullName, page)).Groups["json"].Value;
            Assert.NotEmpty(result);
            return JsonSerializer.Deserialize<Drawing[]>(Convert.FromBase64String(result))!;
        }
        finally
        {
            try
            {
                folder.Delete(recursive: true);
            }
            catch (IOException)
            {
                // A child process may still write to its profile.
            }
        }
    }

    /// <summary>Loads a page, lets its scripts run until nothing is left to do, and returns the document.</summary>
    private static async Task<string> DumpAsync(string program, string folder, string page)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo(
            program,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                $"--user-data-dir={Path.Combine(folder, "profile")}", "--virtual-time-budget=1000000000", "--dump-dom",
                new Uri(page).AbsoluteUri,
            ])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        try
        {
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
            var document = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await errors;
            await process.WaitForExitAsync(cancellationToken);
            return document;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("""<pre id="result">(?<json>[A-Za-z0-9+/=]+)</pre>""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Result();

    /// <summary>The displayed texts of a drawing: lines of one element are separated by line feeds.</summary>
    internal sealed record Drawing(string[] States, string[] Superstates, string[] Arrows, string? Error);
}
