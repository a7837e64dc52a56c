using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SaxToBus;

/// <summary>Serves the map to this machine alone; the page gets each round by a server-sent event.</summary>
internal sealed class MapServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly BusFilter filter;
    private readonly Lock gate = new();
    private byte[] latest;
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MapServer(WebApplication app, BusFilter filter, TimeProvider time)
    {
        this.app = app;
        this.filter = filter;
        latest = VehicleJson.Write(time.GetUtcNow(), [], 0);
    }

    /// <summary>Gets where the map is.</summary>
    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts to serve.</summary>
    /// <exception cref="FaultException">The port is taken, or not allowed.</exception>
    public static async Task<MapServer> StartAsync(int port, BusFilter filter, TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, port));
        var web = builder.Build();
        var result = new MapServer(web, filter, time);
        web.Run(result.AnswerAsync);
        try
        {
            await web.StartAsync(cancellationToken);
            return result;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await web.DisposeAsync();
            throw new FaultException($"--serve {port}: {error.Message}", error);
        }
    }

    /// <summary>Shows a round to all connected pages.</summary>
    public void Show(BoardRound round)
    {
        var data = MapPage.DataOf(round);
        TaskCompletionSource waiting;
        lock (gate)
        {
            latest = data;
            waiting = next;
            next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.SetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        // A page of another site must not read it by a name of its own that points here.
        var host = context.Request.Host.Host;
        if (!IPAddress.TryParse(host.Trim('[', ']'), out var ip) ? host != "localhost" : !IPAddress.IsLoopback(ip))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        else if (context.Request.Path == "/" && HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.Body.WriteAsync(MapPage.Of(Latest().Data, filter, isLive: true), context.RequestAborted);
        }
        else if (context.Request.Path == "/events" && HttpMethods.IsGet(context.Request.Method))
        {
            await SendRoundsAsync(context);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    /// <summary>
    /// Sends the latest round, and each one that follows. A slow page misses some, so nothing piles up; each holds all vehicles.
    /// </summary>
    private async Task SendRoundsAsync(HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, app.Lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            while (true)
            {
                var (data, following) = Latest();
                await context.Response.Body.WriteAsync("data: "u8.ToArray(), ended.Token);
                await context.Response.Body.WriteAsync(data, ended.Token);
                await context.Response.Body.WriteAsync("\n\n"u8.ToArray(), ended.Token);
                await context.Response.Body.FlushAsync(ended.Token);
                await following.WaitAsync(ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the run has ended.
        }
    }

    private (byte[] Data, Task Following) Latest()
    {
        lock (gate)
            return (latest, next.Task);
    }

    /// <summary>Leaves Ctrl-C to the command.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
