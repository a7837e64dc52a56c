using System.Net;

namespace Orders;

/// <summary>Sends requests over HTTP.</summary>
internal sealed class HttpOrderClient(HttpClient http) : IOrderClient
{
    public async Task<string?> CreateAsync(string product, int quantity)
    {
        try
        {
            using var response = await http.PostAsJsonAsync("orders", new CreateRequest(product, quantity));
            return response.IsSuccessStatusCode ? (await response.Content.ReadFromJsonAsync<OrderView>())?.Id : null;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    public async Task<Answer> SendAsync(string id, Request request, string card)
    {
        try
        {
            using var response = await PostAsync($"orders/{id}", request, card);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => Answer.Done,
                HttpStatusCode.Conflict or HttpStatusCode.NotFound => Answer.Refused,
                HttpStatusCode.PaymentRequired => Answer.Failed,
                HttpStatusCode.ServiceUnavailable when request == Request.Pay && !response.Headers.Contains("Retry-After") => Answer.Failed,
                _ => Answer.None,
            };
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return Answer.None;
        }
    }

    private Task<HttpResponseMessage> PostAsync(string order, Request request, string card) => request switch
    {
        Request.Status => http.GetAsync(order),
        Request.Pay => http.PostAsJsonAsync($"{order}/pay", new PayRequest(card)),
        Request.Cancel => http.PostAsync($"{order}/cancel", content: null),
        Request.Ship => http.PostAsync($"{order}/ship", content: null),
        _ => http.PostAsync($"{order}/return", content: null),
    };
}
