using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orders.Tests;

/// <summary>The service under a test server, with a clock that stands still.</summary>
internal sealed class OrderServer : WebApplicationFactory<Program>
{
    private readonly OrderJournal? journal;
    private readonly (string Key, string Value)[] settings;

    internal OrderServer(OrderJournal? journal, params (string Key, string Value)[] settings)
    {
        this.journal = journal;
        this.settings = settings;
        Client = CreateClient();
    }

    internal ManualTime Time { get; } = new();

    internal HttpClient Client { get; }

    internal Task<HttpResponseMessage> PostAsync(string path, object? body = null) =>
        body is null ? Client.PostAsync(path, content: null) : Client.PostAsJsonAsync(path, body);

    /// <summary>Creates an order of two books.</summary>
    internal async Task CreateAsync() =>
        (await PostAsync("/orders", new { product = "book", quantity = 2 })).EnsureSuccessStatusCode();

    internal async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    internal async Task<string?> StateAsync(string id = "order-1") =>
        (await GetAsync($"/orders/{id}")).GetProperty("state").GetString();

    /// <summary>Waits until an order is in a state, which another request or the clock brings about.</summary>
    internal async Task UntilAsync(string state, string id = "order-1")
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await StateAsync(id) != state)
        {
            guard.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("quiet", "true");
        foreach (var rate in new[] { "FailRate", "HangRate", "CancelRate" })
            builder.UseSetting($"Payments:{rate}", "0");
        builder.UseSetting("Payments:Latency", "00:00:00");
        foreach (var (key, value) in settings)
            builder.UseSetting(key, value);
        builder.ConfigureLogging(static logging => logging.ClearProviders());
        if (journal is not null)
            builder.UseSetting("Journal:Path", journal.Path);
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Time);
            journal?.Configure(services);
        });
    }
}
