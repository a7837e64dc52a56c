using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SaxToBus.Tests;

/// <summary>Headless Chromium with one page, driven by the DevTools protocol.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly Process process;
    private readonly DirectoryInfo profile;
    private readonly ClientWebSocket socket = new();
    private int id;

    private Browser(Process process, DirectoryInfo profile)
    {
        this.process = process;
        this.profile = profile;
    }

    /// <summary>Gets the addresses of all requests of the page.</summary>
    internal List<string> Requests { get; } = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static async Task<Browser> OpenOrSkipAsync(string address, int width = 1000, int height = 700, bool isPhone = false)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(bin => Path.Combine(bin, "chromium"))
            .FirstOrDefault(File.Exists);
        Assert.SkipUnless(program is not null, "Chromium is not here: apt-get install chromium.");
        var folder = Directory.CreateTempSubdirectory("SaxToBus");
        var started = Process.Start(new ProcessStartInfo(
            program!,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                $"--user-data-dir={folder.FullName}", $"--window-size={width},{height}", "--remote-debugging-port=0", "about:blank",
            ])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var browser = new Browser(started, folder);
        var port = "";
        while (port.Length == 0)
        {
            var line = await started.StandardError.ReadLineAsync(Cancellation)
                ?? throw new InvalidOperationException("Chromium has ended.");
            port = Regex.Match(
                line,
                @"DevTools listening on ws://[^:]+:(?<port>\d+)",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)).Groups["port"].Value;
        }

        _ = started.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        using var http = new HttpClient();
        var pages = await http.GetFromJsonAsync<JsonArray>($"http://127.0.0.1:{port}/json", Cancellation);
        var page = pages!.First(target => (string?)target!["type"] == "page")!;
        await browser.socket.ConnectAsync(new((string)page["webSocketDebuggerUrl"]!), Cancellation);
        await browser.SendAsync("Network.enable", new());
        await browser.SendAsync("Page.enable", new());
        if (isPhone)
            await browser.SendAsync(
                "Emulation.setDeviceMetricsOverride",
                new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 2, ["mobile"] = true });
        await browser.SendAsync("Page.navigate", new() { ["url"] = address });
        await browser.UntilAsync("document.readyState === 'complete' && !!document.getElementById('map')");
        return browser;
    }

    /// <summary>Evaluates an expression in the page.</summary>
    internal async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var result = await SendAsync(
            "Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        Assert.Null(result["exceptionDetails"]?.ToJsonString());
        return result["result"]!["value"];
    }

    internal async Task<int> NumberAsync(string expression) => (int)(await EvaluateAsync(expression))!;

    /// <summary>Waits until an expression is true.</summary>
    internal async Task UntilAsync(string expression)
    {
        while (!(bool)(await EvaluateAsync($"new Promise(done => requestAnimationFrame(() => done(!!({expression}))))"))!)
            Cancellation.ThrowIfCancellationRequested();
    }

    internal Task DarkAsync() => MediaAsync("prefers-color-scheme", "dark");

    internal async Task MediaAsync(string feature, string value) => await SendAsync("Emulation.setEmulatedMedia", new()
    {
        ["features"] = new JsonArray(new JsonObject { ["name"] = feature, ["value"] = value }),
    });

    /// <summary>Presses and releases a key, by its name in the DOM.</summary>
    internal async Task KeyAsync(string key)
    {
        await SendAsync("Input.dispatchKeyEvent", new() { ["type"] = "rawKeyDown", ["key"] = key });
        await SendAsync("Input.dispatchKeyEvent", new() { ["type"] = "keyUp", ["key"] = key });
    }

    internal Task<JsonNode> SendAsync(string method, string type, double x, double y) =>
        SendAsync(method, new() { ["type"] = type, ["x"] = x, ["y"] = y, ["pointerType"] = "mouse" });

    internal Task<JsonNode> TouchAsync(string type, params JsonNode[] points) =>
        SendAsync("Input.dispatchTouchEvent", new() { ["type"] = type, ["touchPoints"] = new JsonArray(points) });

    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        try
        {
            profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A child may still write to it.
        }
    }

    internal async Task<JsonNode> SendAsync(string method, JsonObject parameters)
    {
        var message = new JsonObject { ["id"] = ++id, ["method"] = method, ["params"] = parameters };
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        while (true)
        {
            var answer = await ReceiveAsync();
            if ((string?)answer["method"] == "Network.requestWillBeSent")
                Requests.Add((string)answer["params"]!["request"]!["url"]!);
            if ((int?)answer["id"] == id)
                return answer["result"] ?? throw new InvalidOperationException(answer.ToJsonString());
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var whole = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (true)
        {
            var piece = await socket.ReceiveAsync(buffer, Cancellation);
            whole.Write(buffer, 0, piece.Count);
            if (piece.EndOfMessage)
                return JsonNode.Parse(whole.ToArray())!;
        }
    }
}
