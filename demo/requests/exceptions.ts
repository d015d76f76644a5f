// Exceptions with stack traces as each language prints them.
import type { Random } from '../random.ts';

/** An exception as the semantic conventions carry it. */
export interface Failure {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
}

interface Template {
  readonly type: string;
  /** `{name}` is filled from the fields; `{n}` becomes a line number. */
  readonly message: string;
  readonly head: string;
  readonly frames: string;
}

const TEMPLATES = {
  paymentUnavailable: {
    type: 'com.shop.checkout.PaymentUnavailableException',
    message: 'PaymentUnavailable: charge for order {order} not confirmed within {ms} ms',
    head: '{type}: {message}',
    frames: `	at com.shop.checkout.payment.PaymentClient.charge(PaymentClient.java:118)
	at com.shop.checkout.OrderService.placeOrder(OrderService.java:204)
	at com.shop.checkout.api.CheckoutController.lambda$post$3(CheckoutController.java:77)
	at org.springframework.web.method.support.InvocableHandlerMethod.doInvoke(InvocableHandlerMethod.java:258)
	at org.springframework.web.servlet.DispatcherServlet.doDispatch(DispatcherServlet.java:1089)
	at org.apache.tomcat.util.threads.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1190)
	at java.base/java.lang.VirtualThread.run(VirtualThread.java:329)
Caused by: io.grpc.StatusRuntimeException: DEADLINE_EXCEEDED: context deadline exceeded after {ms}ms, remote_addr=payment.payments/10.20.3.57:50051
	at io.grpc.stub.ClientCalls.toStatusRuntimeException(ClientCalls.java:351)
	at io.grpc.stub.ClientCalls.blockingUnaryCall(ClientCalls.java:243)
	at shop.payment.v1.PaymentServiceGrpc$PaymentServiceBlockingStub.charge(PaymentServiceGrpc.java:{n})
	... 41 common frames omitted`,
  },
  connectionPool: {
    type: 'java.sql.SQLTransientConnectionException',
    message:
      'orders-pool - Connection is not available, request timed out after {ms}ms (total=20, active=20, idle=0, waiting={n})',
    head: '{type}: {message}',
    frames: `	at com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:686)
	at com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:179)
	at com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:99)
	at com.shop.checkout.store.OrderRepository.insert(OrderRepository.java:{n})
	at com.shop.checkout.OrderService.placeOrder(OrderService.java:231)
	at java.base/java.lang.VirtualThread.run(VirtualThread.java:329)`,
  },
  scoreFailed: {
    type: 'com.fasterxml.jackson.databind.exc.InvalidFormatException',
    message:
      'Cannot deserialize value of type `java.time.Instant` from String "{value}": not a valid representation',
    head: '{type}: {message}',
    frames: `	at com.fasterxml.jackson.databind.DeserializationContext.weirdStringException(DeserializationContext.java:1996)
	at com.fasterxml.jackson.databind.deser.std.StdDeserializer._parseDate(StdDeserializer.java:1361)
	at com.shop.fraud.OrderScorer.onMessage(OrderScorer.kt:{n})
	at org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.doInvokeRecordListener(KafkaMessageListenerContainer.java:2800)`,
  },
  providerTimeout: {
    type: 'ConnectTimeoutError',
    message: 'Connect Timeout Error (attempted address: {host}:443, timeout: {ms}ms)',
    head: '{type}: {message}',
    frames: `    at onConnectTimeout (node:internal/deps/undici/undici:2627:28)
    at Timeout._onTimeout (/app/node_modules/undici/lib/util/timers.js:162:13)
    at listOnTimeout (node:internal/timers:608:17)
    at process.processTimers (node:internal/timers:543:7)
    at async ProviderClient.charge (/app/dist/provider/client.js:{n}:19)
    at async PaymentService.charge (/app/dist/service.js:88:24) {
  code: 'UND_ERR_CONNECT_TIMEOUT'
}`,
  },
  renderFailed: {
    type: 'TypeError',
    message: "Cannot read properties of undefined (reading '{property}')",
    head: '{type}: {message}',
    frames: `    at PriceTag (/app/.next/server/chunks/ssr/product_{n}.js:1:48213)
    at renderWithHooks (/app/node_modules/next/dist/compiled/react-dom/cjs/react-dom-server.node.production.js:4189:18)
    at renderElement (/app/node_modules/next/dist/compiled/react-dom/cjs/react-dom-server.node.production.js:4333:14)
    at retryNode (/app/node_modules/next/dist/compiled/react-dom/cjs/react-dom-server.node.production.js:4759:16)
    at performWork (/app/node_modules/next/dist/compiled/react-dom/cjs/react-dom-server.node.production.js:5077:29)`,
  },
  queryCanceled: {
    type: 'psycopg.errors.QueryCanceled',
    message: 'canceling statement due to statement timeout',
    head: 'Traceback (most recent call last):',
    frames: `  File "/app/catalog/api.py", line {n}, in get_product
    stock = await repository.stock_for(product_id)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/app/catalog/repository.py", line 88, in stock_for
    await cursor.execute(STOCK_SQL, (product_id,))
  File "/usr/local/lib/python3.13/site-packages/psycopg/cursor_async.py", line 97, in execute
    raise ex.with_traceback(None)
{type}: {message}`,
  },
  missingFeature: {
    type: 'KeyError',
    message: "'{key}'",
    head: 'Traceback (most recent call last):',
    frames: `  File "/app/recommendation/ranker.py", line {n}, in score
    vector = self.features[product_id]
             ~~~~~~~~~~~~~^^^^^^^^^^^^
  File "/app/recommendation/features.py", line 61, in __getitem__
    return self._mmap[self._index[key]]
                      ~~~~~~~~~~~^^^^^
{type}: {message}`,
  },
  goPanic: {
    type: 'runtime.boundsError',
    message: 'runtime error: index out of range [{index}] with length {length}',
    head: 'panic: {message} [recovered]',
    frames: `
goroutine {n} [running]:
shop.example/inventory/stock.(*Reservation).split(0xc0004a6000, {0xc000512480, 0x3, 0x4})
	/src/stock/reservation.go:141 +0x1d4
shop.example/inventory/stock.(*Service).Reserve(0xc00019e0c0, {0x16e5f28, 0xc0005d41b0}, 0xc0003b2c80)
	/src/stock/service.go:97 +0x2ec
google.golang.org/grpc.(*Server).processUnaryRPC(0xc0001d2000, {0x16e5f28, 0xc0005d4120}, 0xc0001c8900)
	/go/pkg/mod/google.golang.org/grpc@v1.75.0/server.go:1405 +0x1036
created by google.golang.org/grpc.(*Server).serveStreams.func2 in goroutine 48
	/go/pkg/mod/google.golang.org/grpc@v1.75.0/server.go:1054 +0x125`,
  },
  redisTimeout: {
    type: 'StackExchange.Redis.RedisTimeoutException',
    message:
      'Timeout performing HGETALL (5000ms), next: HGETALL cart:{user}, inst: 0, qu: 0, qs: {n}, aw: False, serverEndpoint: redis-cart:6379',
    head: '{type}: {message}',
    frames: `   at StackExchange.Redis.ConnectionMultiplexer.ExecuteSyncImpl[T](Message message, ResultProcessor\`1 processor, ServerEndPoint server)
   at Shop.Cart.Store.RedisCartStore.LoadAsync(String userId) in /src/Store/RedisCartStore.cs:line {n}
   at Shop.Cart.CartService.GetCart(GetCartRequest request, ServerCallContext context) in /src/CartService.cs:line 52
   at Grpc.AspNetCore.Server.Internal.CallHandlers.UnaryServerCallHandler\`3.HandleCallAsyncCore(HttpContext httpContext)`,
  },
  smtpTimeout: {
    type: 'Net::ReadTimeout',
    message: 'Net::ReadTimeout with #<TCPSocket:(closed)>',
    head: '{message} ({type})',
    frames: `/usr/local/lib/ruby/3.4.0/net/protocol.rb:229:in 'Net::BufferedIO#rbuf_fill'
/usr/local/lib/ruby/3.4.0/net/smtp.rb:{n}:in 'Net::SMTP#recv_response'
/app/lib/mailer/delivery.rb:47:in 'Mailer::Delivery#deliver'
/app/lib/mailer/consumer.rb:{n}:in 'block in Mailer::Consumer#run'`,
  },
  outOfMemory: {
    type: 'NoMemoryError',
    message: 'failed to allocate memory',
    head: '[FATAL] {message} ({type})',
    frames: `/app/lib/mailer/template_cache.rb:{n}:in 'String#dup'
/app/lib/mailer/template_cache.rb:31:in 'Mailer::TemplateCache#fetch'
/app/lib/mailer/consumer.rb:58:in 'Mailer::Consumer#handle'`,
  },
  tokenExpired: {
    type: 'Lcobucci\\JWT\\Validation\\RequiredConstraintsViolated',
    message: 'The token violates some mandatory constraints: The token is expired',
    head: '{type}: {message} in /var/www/app/Auth/TokenVerifier.php:{n}',
    frames: `Stack trace:
#0 /var/www/vendor/lcobucci/jwt/src/Validation/Validator.php(24): Lcobucci\\JWT\\Validation\\RequiredConstraintsViolated::fromViolations()
#1 /var/www/app/Http/Middleware/Authenticate.php(38): App\\Auth\\TokenVerifier->verify('eyJhbGciOi...')
#2 /var/www/vendor/laravel/framework/src/Illuminate/Pipeline/Pipeline.php(209): App\\Http\\Middleware\\Authenticate->handle(Object(Illuminate\\Http\\Request), Object(Closure))
#3 {main}`,
  },
} as const satisfies Record<string, Template>;

export type FailureName = keyof typeof TEMPLATES;

/** The exception of this name with its fields filled in. */
export function failure(
  name: FailureName,
  rng: Random,
  fields: Readonly<Record<string, string | number>> = {},
): Failure {
  const template: Template = TEMPLATES[name];
  const line = rng.int(30, 420);
  const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
    text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
  const message = fill(template.message, { n: line % 90, ...fields });
  const all = { n: line, type: template.type, message, ...fields };
  return {
    type: template.type,
    message,
    stack: `${fill(template.head, all)}\n${fill(template.frames, all)}`,
  };
}
