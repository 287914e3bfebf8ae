using System.Text;
using Microsoft.AspNetCore.Http;
using Sluice.Sandbox.Gateway;

namespace Sluice.Sandbox.Faults;

/// <summary>A request in the hands of an <see cref="IFault"/>. The client hears nothing until the fault lets it.</summary>
public sealed class FaultyCall
{
    private readonly HttpContext _context;
    private readonly RequestDelegate _forward;
    private byte[] _answer = [];

    internal FaultyCall(SandboxRequest request, HttpContext context, RequestDelegate forward)
    {
        Request = request;
        _context = context;
        _forward = forward;
    }

    /// <summary>The request.</summary>
    public SandboxRequest Request { get; }

    /// <summary>Set when the client has closed the connection.</summary>
    public CancellationToken ClientGone => _context.RequestAborted;

    /// <summary>What the server answered, after <see cref="ForwardAsync"/>; text as it came.</summary>
    public string Answer => Encoding.UTF8.GetString(_answer);

    /// <summary>Has the server do it, and keeps its answer back.</summary>
    public async Task ForwardAsync()
    {
        using var answer = new MemoryStream();
        var client = _context.Response.Body;
        _context.Response.Body = answer;
        try
        {
            await _forward(_context);
        }
        finally
        {
            _context.Response.Body = client;
            _answer = answer.ToArray();
        }
    }

    /// <summary>Gives the client the answer that <see cref="ForwardAsync"/> kept back.</summary>
    public async Task AnswerAsync()
    {
        if (!ClientGone.IsCancellationRequested)
        {
            await _context.Response.Body.WriteAsync(_answer, ClientGone);
        }
    }

    /// <summary>Gives the client another answer than the server's, as JSON, whatever the server did.</summary>
    /// <param name="answer">The answer.</param>
    public Task AnswerInsteadAsync(string answer)
    {
        _answer = Encoding.UTF8.GetBytes(answer);
        _context.Response.StatusCode = StatusCodes.Status200OK;
        _context.Response.ContentType = "application/x-amz-json-1.0";
        _context.Response.ContentLength = _answer.Length;
        return AnswerAsync();
    }

    /// <summary>Answers that the server has failed, whatever it did.</summary>
    /// <param name="message">What it is to have said.</param>
    public Task AnswerErrorAsync(string message)
    {
        _context.Response.Clear();
        _context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return _context.Response.WriteAsync(message, ClientGone);
    }

    /// <summary>Closes the connection without an answer.</summary>
    public void Reset() => _context.Abort();

    /// <summary>Answers 503 as the service does when it has too much to do.</summary>
    public Task RefuseAsync() => RefuseAsync(StatusCodes.Status503ServiceUnavailable, Request.Service == SandboxService.S3 ? "SlowDown" : "ServiceUnavailable");

    /// <summary>Answers 403 as the service does when the caller lacks the permission.</summary>
    public Task DenyAsync() => RefuseAsync(StatusCodes.Status403Forbidden, Request.Service == SandboxService.S3 ? "AccessDenied" : "AccessDeniedException");

    private Task RefuseAsync(int status, string code)
    {
        const string message = "The sandbox was told to refuse this request.";
        switch (Request.Service)
        {
            case SandboxService.S3:
                return S3Error.WriteAsync(_context.Response, status, code, message);
            case SandboxService.Sqs:
                _context.Response.StatusCode = status;
                _context.Response.ContentType = "application/x-amz-json-1.0";
                return _context.Response.WriteAsync($$"""{"__type":"com.amazonaws.sqs#{{code}}","message":"{{message}}"}""");
            default:
                _context.Response.StatusCode = status;
                return _context.Response.WriteAsync(message);
        }
    }
}
